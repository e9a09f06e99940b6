/** Before training: what stands in the way, in plain words with the remedy. What is merely worth knowing is insight's. */
import { EpochwiseError } from '../../src-shared/errors'
import type { Finding, ModelSummary } from '../../src-shared/project'
import type { Recipe } from '../../src-shared/recipe'
import { sketchEncoding } from './fit'
import { checkArchitecture } from './check-architecture'
import { describeModel, networkOf } from './model'
import type { TableSource } from './snapshot'
import { withSnapshot } from './snapshot'
import { roleProblems, surveyTable } from './survey'

export type RecipeCheck = { findings: Finding[]; model: ModelSummary | null }

/** `model` is null while there is a finding. */
export async function checkRecipe(source: TableSource, recipe: Recipe): Promise<RecipeCheck> {
  const problems = roleProblems(source.table())
  if (problems.length > 0) return { findings: problems.map(asFinding), model: null }
  try {
    const model = await withSnapshot(source, async (connection, now) => {
      const survey = await surveyTable(connection, now, recipe)
      const encoding = sketchEncoding(survey, recipe)
      checkArchitecture(recipe, networkOf(recipe, encoding))
      return describeModel(recipe, encoding, survey.task, survey.loss)
    })
    return { findings: [], model }
  } catch (error) {
    if (error instanceof EpochwiseError) return { findings: [asFinding(error)], model: null }
    throw error
  }
}

function asFinding(error: EpochwiseError): Finding {
  const { remedy, field } = error.details
  return {
    code: error.code,
    message: error.message,
    ...(remedy && { remedy }),
    ...(field !== undefined && { field }),
  }
}
