/** The table taken out of the app, as a CSV. */
import type { CheckedInput } from '../../src-shared/contract'
import type { Delivery } from '../../src-shared/project'
import { exportTable } from '../exports/table-csv'
import type { ServiceContext } from './context'
import { projectName } from './project-state'

type Request = CheckedInput<'table.exportFile'>

/** null: the person closed the dialog. @throws EpochwiseError project.none, table.none, disk.full, file.* */
export async function exportTableFile(
  context: ServiceContext,
  { to, neutralise }: Request,
): Promise<{ rows: number; delivery: Delivery } | null> {
  const { document, abilities } = context
  const path =
    to.kind === 'path'
      ? abilities.resolve(to.path)
      : await abilities.prepareDelivery(`${projectName(document)}.csv`, 'csv')
  if (path === null) return null
  const { rows: total } = document.table()
  const rows = await context.tasks.run(
    'export',
    `Exporting ${projectName(document)}`,
    (progress) => context.emit('task.progress', progress),
    ({ signal, progress }) => {
      const onRows = (done: number): void => {
        progress(done / total, `${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows`)
      }
      return exportTable(document, path, { neutralise, signal, onRows: atMostTenTimes(onRows) })
    },
  )
  return {
    rows,
    delivery: to.kind === 'path' ? { kind: 'file', path: abilities.display(path) } : await abilities.deliver(path),
  }
}

/** A second. */
function atMostTenTimes(tell: (rows: number) => void): (rows: number) => void {
  let latest = 0
  return (rows) => {
    if (performance.now() - latest < 100) return
    latest = performance.now()
    tell(rows)
  }
}
