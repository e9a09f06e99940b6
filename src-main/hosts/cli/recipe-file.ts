/** `--recipe FILE.json`: a recipe, or a part of one, as docs/recipe.md explains it. */
import { readFile } from 'node:fs/promises'
import { EpochwiseError } from '../../../src-shared/errors'
import type { RecipeChange } from '../../../src-shared/recipe'
import { bringUpToDate, recipeFileSchema } from '../../../src-shared/recipe'

/** Larger than any recipe with a million weights. */
const mostBytes = 64 * 2 ** 20

/** @throws EpochwiseError file.missing, file.tooLarge, recipe.invalid with the file and the field */
export async function readRecipeFile(path: string): Promise<RecipeChange> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const words = missing ? `${path} is not there.` : `${path} cannot be read. Is it a file, and may you read it?`
    throw new EpochwiseError(missing ? 'file.missing' : 'file.unreadable', words, { file: path }, { cause })
  })
  if (bytes.length > mostBytes)
    throw new EpochwiseError('file.tooLarge', `${path} is too large for a recipe.`, { file: path })
  return checkRecipeFile(path, parse(path, bytes.toString('utf8')))
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : ''
    throw new EpochwiseError('recipe.invalid', `${path} is not JSON: ${why}.`, { file: path }, { cause })
  }
}

function checkRecipeFile(path: string, value: unknown): RecipeChange {
  const result = recipeFileSchema.safeParse(bringUpToDate(value))
  if (!result.success) {
    const issue = result.error.issues[0]!
    const field = issue.path.join('.')
    const where = field === '' ? path : `${path}, “${field}”`
    throw new EpochwiseError(
      'recipe.invalid',
      `${where}: ${issue.message}. docs/recipe.md lists what a recipe may hold.`,
      {
        file: path,
        field,
      },
    )
  }
  const { version: _, ...change } = result.data
  return change
}
