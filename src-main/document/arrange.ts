/** The roles and the recipe that a sample brings along. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Recipe } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'
import { writeLayout } from './columns'

export type Arrangement = { target?: string; ignored?: readonly string[]; recipe?: Recipe }

/** Columns that are not named are features. @throws EpochwiseError table.column for a name that no column has */
export async function arrange(
  connection: DuckDBConnection,
  columns: readonly Column[],
  { target, ignored = [], recipe }: Arrangement,
): Promise<void> {
  for (const name of [...(target === undefined ? [] : [target]), ...ignored]) {
    if (!columns.some((column) => column.name === name)) {
      throw new EpochwiseError('table.column', `The table has no column called ${name}.`, { column: name })
    }
  }
  if (target !== undefined) {
    const roleOf = ({ name }: Column): Column['role'] =>
      name === target ? 'target' : ignored.includes(name) ? 'ignored' : 'feature'
    await writeLayout(
      connection,
      columns.map((column) => ({ ...column, role: roleOf(column) })),
    )
  }
  if (recipe !== undefined) await connection.run('UPDATE recipe SET json = ?', [JSON.stringify(recipe)])
}
