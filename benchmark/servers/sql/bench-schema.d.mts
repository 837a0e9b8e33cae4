import type { ClientBase } from "pg";

export function prepareBenchSchema(client: ClientBase): Promise<void>;
