/**
 * Fictional adults who hold the demo actors that none of the seven accounts owns, by the part before the @ of their
 * address. They have no password, so nobody signs in as them.
 */
export const accountHolders = {
  aase: "Åse Brink (demo)",
  anton: "Anton Falkenå (demo)",
  bente: "Bente Højmose (demo)",
  bilal: "Bilal Ayranci (demo)",
  carla: "Carla Munkedal (demo)",
  ditte: "Ditte Lundemark (demo)",
  emil: "Emil Stengård (demo)",
  fatima: "Fatima Noorzad (demo)",
  gorm: "Gorm Bækkelund (demo)",
  helle: "Helle Ravnkær (demo)",
  ida: "Ida Skovager (demo)",
  jonas: "Jonas Kroghede (demo)",
  kasper: "Kasper Ellehøj (demo)",
  lone: "Lone Damkjær (demo)",
  mira: "Mira Toftemark (demo)",
  nanna: "Nanna Friisholt (demo)",
  oskar: "Oskar Vangede (demo)",
  pernille: "Pernille Sandager (demo)",
  rikke: "Rikke Holtegård (demo)",
  sune: "Sune Bergløv (demo)",
  thea: "Thea Lindebæk (demo)",
  villads: "Villads Borgskov (demo)",
  yasmin: "Yasmin Karimoğlu (demo)",
} as const;

/** One of them. */
export type DemoHolder = keyof typeof accountHolders;
