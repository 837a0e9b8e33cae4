import type { ActorKind } from "../../src/domains/actors/profiles/actor.enums.js";
import { type Random, weightedPlaces } from "./random.js";

const villageBeginnings =
  "Nør,Sønder,Øster,Vester,Lille,Store,Gammel,Ny,Birke,Elle,Aske,Ege,Bøge,Hassel,Humle,Kirke,Møl,Skov,Sø,Strand,Bjerg,Dal,Eng,Hede,Lund,Ring,Rav,Svane,Tårn,Ulve".split(
    ",",
  );
const villageEndings =
  "balle,borg,bro,by,bæk,dal,drup,gård,havn,holm,huse,høj,kær,lev,lund,lykke,løse,marke,mose,næs,rup,rød,skov,sted,strup,sund,torp,toft,vad,vig".split(
    ",",
  );
const compoundBeginnings =
  "jazz,rock,folke,kor,orgel,strygere,blæser,guitar,klaver,tromme,sang,dans,scene,studie,øve,koncert,festival,kammer,kirke,skole,ungdoms,børne,aften,sommer,vinter,by,land,elektronisk,rytmisk,klassisk".split(
    ",",
  );
const compoundEndings =
  "musik,orkester,kor,scene,sal,hus,lokale,hold,lejr,festival,forening,kursus,undervisning,samling,optagelse,værksted,turne,aften,uge,række,netværk,fællesskab,prøve,studie,klub,trio,kvartet,ensemble,arkiv,dage".split(
    ",",
  );
const plainWords =
  "og i på af til med for en et den det vi der som er har kan vil alle nye unge gamle lokale frivillige voksne amatører professionelle sammen hver uge måned sæson plads udstyr instrumenter mikrofoner forstærkere lys lyd teknik bar café scene publikum medlemmer deltagere undervisere elever musikere sangere komponister arrangører gratis billig åben lukket tilgængelig niveau begynder øvet talent mentor samarbejde projekt støtte kommune region bibliotek kulturhus".split(
    " ",
  );

/** What follows the village in an actor's name. */
const nouns: Readonly<Record<ActorKind, readonly string[]>> = {
  ARTIST: ["Trio", "Kvartet", "Orkester", "Spillemænd", "Duo", "Kor", "Ensemble", "Band"],
  ASSOCIATION: ["Musikforening", "Jazzklub", "Folkemusikforening", "Korforening"],
  VENUE: ["Spillested", "Musikhus", "Scene", "Kulturhus", "Koncertsal"],
  MUSIC_SCHOOL: ["Musikskole", "Musik- og Kulturskole"],
  REHEARSAL_ASSOCIATION: ["Øvelokaleforening", "Øvehus"],
  FESTIVAL: ["Festival", "Jazzdage", "Musikfest", "Kammermusikuge"],
  CULTURE_OFFICE: ["Kulturforvaltning"],
  KNOWLEDGE_PARTNER: ["Musikvidenscenter", "Kulturakademi"],
};

/** Words fall in frequency as 1 / rank, as they do in a language. */
const compounds = compoundEndings.flatMap((ending) =>
  compoundBeginnings.map((beginning) => `${beginning}${ending}`),
);
const compoundPlace = weightedPlaces(compounds.map((_, place) => 1 / (place + 3)));

export const village = (random: Random): string =>
  `${random.pick(villageBeginnings)}${random.pick(villageEndings)}`;

export const nounOf = (kind: ActorKind, random: Random): string => random.pick(nouns[kind]);

/** Such as `jazzskole`; a few are common, most are rare. */
export function compound(random: Random): string {
  const place = compoundPlace(random);
  // A step that shares no factor with their number takes the frequent ones from all over the list.
  return compounds[(place * 377) % compounds.length] ?? "musik";
}

/** How a compound begins, which finds all that begin so. */
export const broadWord = (random: Random): string => random.pick(compoundBeginnings);

/** A text of so many words in sentences of about a dozen. */
export function prose(random: Random, words: number): string {
  const sentences: string[] = [];
  for (let left = words; left > 0; ) {
    const length = Math.min(left, 8 + random.below(9));
    const written = Array.from({ length }, () =>
      random.chance(0.3) ? compound(random) : random.pick(plainWords),
    );
    const text = written.join(" ");
    sentences.push(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
    left -= length;
  }
  return sentences.join(" ");
}

/** A word with one letter left out of its middle. */
export function withTypo(word: string, random: Random): string {
  const place = 2 + random.below(Math.max(1, word.length - 4));
  return word.slice(0, place) + word.slice(place + 1);
}
