/** The encoding alone, as the preparation of a training fits it. */
import type { Encoding } from '../../../src-main/features/encoding'
import { FeatureReading } from '../../../src-main/features/feature-reading'
import { fitSurvey, sketchEncoding } from '../../../src-main/features/fit'
import type { TableSource } from '../../../src-main/features/snapshot'
import { withSnapshot } from '../../../src-main/features/snapshot'
import { surveyTable } from '../../../src-main/features/survey'
import type { Recipe } from '../../../src-shared/recipe'

/** @throws EpochwiseError train.*, recipe.invalid: what stands in the way, with its remedy. */
export function fitEncoding(source: TableSource, recipe: Recipe): Promise<Encoding> {
  return withSnapshot(source, async (connection, table) => {
    const survey = await surveyTable(connection, table, recipe)
    const { features } = sketchEncoding(survey, recipe)
    const reading = await FeatureReading.open(connection, survey.rows, features, { twice: false })
    return fitSurvey(reading, survey, recipe, source.missingWords())
  })
}
