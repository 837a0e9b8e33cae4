import { Counter, type Registry } from "prom-client";

/** What is measured of files on their way in and out. */
export interface TransferMetrics {
  /** @param outcome `done`, `left` for who broke off, or the code of the refusal; @param bytes those of a whole file */
  finished(direction: "in" | "out", outcome: string, bytes?: number): void;
}

/** Makes the measurements of transfers. */
export function createTransferMetrics(registry: Registry): TransferMetrics {
  const registers = [registry];
  const transfers = new Counter({
    name: "samspil_file_transfers_total",
    help: "Files taken in and sent, by direction and outcome",
    labelNames: ["direction", "outcome"],
    registers,
  });
  const bytesMoved = new Counter({
    name: "samspil_file_bytes_total",
    help: "Bytes of files taken in and sent whole, by direction",
    labelNames: ["direction"],
    registers,
  });
  return {
    finished(direction, outcome, bytes = 0) {
      transfers.inc({ direction, outcome });
      bytesMoved.inc({ direction }, bytes);
    },
  };
}
