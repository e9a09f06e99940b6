/** The recipe of the open project: change it, reset it, and hear what it would train. */
import type { Handlers } from '../../src-shared/contract'
import { checkRecipe } from '../features/checks'
import type { ServiceContext } from './context'
import { describeProject } from './project-state'

export function createRecipeService(context: ServiceContext): Handlers<'recipe'> {
  const tell = async (): Promise<void> => {
    context.emit('project.changed', { project: await describeProject(context) })
  }
  return {
    async 'recipe.change'({ change }) {
      const recipe = await context.document.changeRecipe(change)
      await tell()
      return recipe
    },
    async 'recipe.reset'() {
      const recipe = await context.document.resetRecipe()
      await tell()
      return recipe
    },
    'recipe.check': () => checkRecipe(context.document, context.document.recipe()),
  }
}
