import { Column, Entity, PrimaryColumn } from "typeorm";

/** A counter of attempts that are limited, in the form rate-limiter-flexible's PostgreSQL store keeps it. */
@Entity({ name: "account_attempt" })
export class AccountAttemptEntity {
  /** The limit's name and a keyed hash of what it counts: no address of a person or a machine is kept. */
  @PrimaryColumn({ type: "varchar", length: 255, primaryKeyConstraintName: "account_attempt_pkey" })
  key!: string;

  @Column({ type: "integer", default: 0 })
  points!: number;

  /** Milliseconds since 1970 at which the counter starts again. */
  @Column({ type: "bigint", nullable: true })
  expire!: string | null;
}
