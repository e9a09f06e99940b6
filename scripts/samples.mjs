/**
 * Makes the sample data in resources/samples, the same bytes each time: `npm run samples`.
 *
 * The tables are invented. Each follows a rule with curves and interactions that a straight line misses, plus noise,
 * so that a hidden layer is worth having; the customers have missing cells and categories as real tables do.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', 'resources', 'samples')

/** Mulberry32: a small seeded generator, uniform in [0, 1). https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function draws(seed) {
  const uniform = seeded(seed)
  const between = (low, high) => low + (high - low) * uniform()
  return {
    uniform,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    /** Box–Muller. */
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (weights) => {
      const names = Object.keys(weights)
      let left = uniform() * names.reduce((sum, name) => sum + weights[name], 0)
      return names.find((name) => (left -= weights[name]) < 0) ?? names.at(-1)
    },
  }
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value))

/** Price in euros: floor space counts more near the centre, very old houses gain charm, gardens matter outside. */
function houses(rows) {
  const { between, whole, normal, pick } = draws(2026)
  const districts = { Harbour: 1.25, Oldtown: 1.35, Hillside: 1.1, Station: 0.9, Meadows: 0.95, Industry: 0.72 }
  const conditions = { 'to renovate': 0.78, fair: 0.92, good: 1, renovated: 1.12 }
  const lines = ['size_m2,bedrooms,age_years,distance_km,garden_m2,district,condition,price']
  for (let i = 0; i < rows; i++) {
    const size = Math.round(clamp(normal(112, 38), 32, 280))
    const bedrooms = clamp(Math.round(size / 34 + normal(0, 0.7)), 1, 7)
    const age = whole(0, 120)
    const distance = Number(between(0.3, 24).toFixed(1))
    const garden = Math.round(distance < 3 ? between(0, 60) : between(0, 620))
    const district = pick({ Harbour: 2, Oldtown: 2, Hillside: 3, Station: 3, Meadows: 4, Industry: 1 })
    const condition = pick({ 'to renovate': 2, fair: 3, good: 4, renovated: 2 })
    const perMetre = 1450 + 2700 * Math.exp(-distance / 7)
    const charm = 1 - 0.0042 * age + 0.000034 * age * age
    const base = size * perMetre * charm + 9000 * bedrooms + garden * (40 + 6 * distance)
    const price = base * districts[district] * conditions[condition] * (1 + normal(0, 0.05))
    lines.push([size, bedrooms, age, distance, garden, district, condition, Math.round(price / 100) * 100].join(','))
  }
  return lines
}

/** Leaving follows short tenure, support calls beyond a few, and a fee that is high for the contract. */
function customers(rows) {
  const { uniform, between, whole, normal, pick } = draws(31)
  const lines = ['customer,tenure_months,monthly_fee,support_calls,age,contract,payment,region,left']
  for (let i = 0; i < rows; i++) {
    const contract = pick({ monthly: 5, yearly: 3, 'two years': 2 })
    const tenure = Math.max(1, Math.round(-Math.log(1 - uniform()) * (contract === 'monthly' ? 16 : 34)))
    const fee = Number(clamp(normal(contract === 'monthly' ? 62 : 51, 17), 12, 120).toFixed(2))
    const calls = Math.floor(-Math.log(1 - uniform()) * 1.7)
    const age = whole(18, 84)
    const payment = pick({ card: 4, transfer: 3, invoice: 2 })
    const region = pick({ north: 3, south: 3, east: 2, west: 2 })
    const commitment = { monthly: 0, yearly: -1.5, 'two years': -2.8 }[contract]
    const strain = 0.045 * (fee - 55) + 0.75 * Math.max(0, calls - 2) - 0.05 * Math.min(tenure, 48)
    const score = 0.4 + commitment + strain + (payment === 'invoice' ? 0.6 : 0) + (age < 28 ? 0.5 : 0)
    const left = uniform() < 1 / (1 + Math.exp(-1.4 * score)) ? 'yes' : 'no'
    const cell = (value, missingShare) => (between(0, 1) < missingShare ? '' : value)
    const id = `C${String(10001 + i)}`
    lines.push(
      [id, tenure, cell(fee, 0.03), calls, cell(age, 0.08), contract, cell(payment, 0.04), region, left].join(','),
    )
  }
  return lines
}

const samples = [
  {
    id: 'tutorial',
    title: 'The training loop, on three houses',
    description: 'One neuron, three rows, every number visible: size in 1000 sqft, price in 1000 dollars.',
    target: 'price',
    ignored: [],
    recipe: 'tutorial',
    lines: ['size,price', '1.5,300', '2.0,400', '2.5,500'],
  },
  {
    id: 'houses',
    title: 'What will this house cost?',
    description: 'Prices of invented houses by size, age, distance to the centre, district and condition.',
    target: 'price',
    ignored: [],
    recipe: 'default',
    lines: houses(2000),
  },
  {
    id: 'customers',
    title: 'Will this customer leave?',
    description: 'Invented customers with contracts, fees and calls; some cells are missing, as in real tables.',
    target: 'left',
    ignored: ['customer'],
    recipe: { epochs: 40, batchSize: 64 },
    lines: customers(3000),
  },
]

for (const { id, lines } of samples) {
  mkdirSync(join(folder, id), { recursive: true })
  writeFileSync(join(folder, id, 'data.csv'), `${lines.join('\n')}\n`)
}
const index = samples.map(({ lines, ...sample }) => ({
  ...sample,
  file: `${sample.id}/data.csv`,
  rows: lines.length - 1,
  columns: lines[0].split(',').length,
}))
writeFileSync(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`)
