/** The command-line entry: everything of substance is in hosts/cli. */
import { join } from 'node:path'
import { commandLineAbilities } from './hosts/cli/abilities'
import { runCommandLine } from './hosts/cli/main'
import { processOutput } from './hosts/cli/output'
import { createServices } from './services'
import { forkTrainer } from './training/launcher'

const here = import.meta.dirname

process.exitCode = await runCommandLine(process.argv.slice(2), processOutput(), (data) =>
  createServices({
    abilities: commandLineAbilities(),
    folders: { data, resources: join(here, '../../resources') },
    launchTrainer: forkTrainer(join(here, 'trainer.js')),
    log: { error: () => undefined, warn: () => undefined, info: () => undefined },
  }),
)
