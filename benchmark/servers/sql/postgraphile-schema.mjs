import { firstDocuments } from "./search.mjs";
import { holdsToday, pathBetween, relatedToBoth, seesEnd, seesField } from "./visibility.mjs";
