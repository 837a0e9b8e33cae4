export { noteDemoRegion, wasDemoRegionDecided } from "./demo-region.repository.js";
