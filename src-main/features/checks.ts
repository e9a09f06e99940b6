/** Before training: what stands in the way, and what is worth knowing, in plain words with the remedy. */
import { EpochwiseError } from '../../src-shared/errors'
import type { Finding, ModelSummary } from '../../src-shared/project'
import type { Recipe } from '../../src-shared/recipe'
import type { Column, TableState } from '../../src-shared/table'
import { mostCategories } from './encoding'
import { sketchEncoding } from './fit'
import { checkInitialWeights, count, describeModel, group, networkOf } from './model'
import type { TableSource } from './snapshot'
import { withSnapshot } from './snapshot'
import { featuresOf, roleProblems, surveyTable, targetOf } from './survey'

export type RecipeCheck = { findings: Finding[]; model: ModelSummary | null }

/** `model` is null while an error is among the findings. */
export async function checkRecipe(source: TableSource, recipe: Recipe): Promise<RecipeCheck> {
  const table = source.table()
  const problems = roleProblems(table)
  if (problems.length > 0) return { findings: [...problems.map(asFinding), ...notes(table)], model: null }
  try {
    const model = await withSnapshot(source, async (connection, now) => {
      const survey = await surveyTable(connection, now, recipe)
      const encoding = sketchEncoding(survey, recipe)
      checkInitialWeights(recipe, networkOf(recipe, encoding))
      return describeModel(recipe, encoding, survey.task, survey.loss)
    })
    return { findings: notes(table), model }
  } catch (error) {
    if (error instanceof EpochwiseError) return { findings: [asFinding(error), ...notes(table)], model: null }
    throw error
  }
}

function asFinding(error: EpochwiseError): Finding {
  const { remedy } = error.details
  return { severity: 'error', code: error.code, message: error.message, ...(remedy && { remedy }) }
}

function notes(table: TableState): Finding[] {
  const target = targetOf(table)
  const features = table.columns.filter(({ role }) => role === 'feature')
  return [...(target ? targetNotes(target, table) : []), ...features.flatMap((column) => featureNotes(column, table))]
}

function targetNotes(target: Column, table: TableState): Finding[] {
  const without = target.missing + target.odd
  if (without === 0 || without === table.rows) return []
  const verb = without === 1 ? 'has' : 'have'
  const message = `${count(without, 'row')} of ${group(table.rows)} ${verb} no usable “${target.name}” and will be left out.`
  return [note('rows.leftOut', message)]
}

function featureNotes(column: Column, table: TableState): Finding[] {
  const values = table.rows - column.missing - column.odd
  if (!featuresOf(table).includes(column)) {
    return [note('column.empty', `“${column.name}” has no values and is not used.`, column)]
  }
  const found: Finding[] = []
  if (column.odd > 0) {
    const message = `${count(column.odd, 'cell')} of “${column.name}” ${column.odd === 1 ? 'is not a number and counts' : 'are not numbers and count'} as missing.`
    found.push({
      ...note('cells.odd', message),
      remedy: { label: 'Show the data', action: { kind: 'view', view: 'data' } },
    })
  }
  if (looksLikeId(column, values)) {
    found.push(
      note(
        'column.id',
        `“${column.name}” is different in every row: it names the rows rather than describes them. Ignoring it predicts better, as a rule.`,
        column,
      ),
    )
  } else if (column.kind === 'category' && column.unique > mostCategories) {
    found.push(
      note(
        'column.manyCategories',
        `“${column.name}” has ${group(column.unique)} categories: the ${mostCategories} most frequent get an input each, the others share one.`,
      ),
    )
  }
  if (column.unique === 1 && values === table.rows && table.rows > 1) {
    found.push(note('column.constant', `“${column.name}” is the same in every row, so it can't help.`, column))
  }
  return found
}

/** A number needs the name too: a measurement may well differ in every row. */
function looksLikeId(column: Column, values: number): boolean {
  if (values < 20) return false
  if (column.kind === 'category') return column.unique > 0.95 * values
  return column.unique === values && /^(id|index|key|row|nr|no|number)$|[_\s-]id$|Id$|ID$/i.test(column.name)
}

/** With a column: offers to ignore it. */
function note(code: string, message: string, column?: Column): Finding {
  if (column === undefined) return { severity: 'note', code, message }
  const action = { kind: 'role', columnId: column.id, role: 'ignored' } as const
  return { severity: 'note', code, message, remedy: { label: `Ignore “${column.name}”`, action } }
}
