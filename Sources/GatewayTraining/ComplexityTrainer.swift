package import GatewayRouting

/// Fits the weights of `ComplexityScore` to prompts of known difficulty.
///
/// Least squares, pulled towards hand-set weights, none below its floor, solved by descent along one weight after the
/// other: the same samples give the same weights, in any order of runs.
package struct ComplexityTrainer {
    /// A prompt as the score sees it, and how hard it was.
    package struct Sample: Sendable {
        package var parts: SIMD32<Float>
        package var task: PromptTask
        package var difficulty: Double
        /// What the sample counts beside others: sets that weigh alike do not teach the ways of the largest.
        package var weight: Double

        /// The parts of `Complexity`, the task that was guessed, and the share of models that failed.
        package init(parts: SIMD32<Float>, task: PromptTask, difficulty: Double, weight: Double = 1) {
            self.parts = parts
            self.task = task
            self.difficulty = difficulty
            self.weight = weight
        }
    }

    /// What is known before any sample.
    package struct Prior: Sendable {
        package var base: Double
        package var parts: [ComplexityPart: Double]
        package var floors: [ComplexityPart: Double]
        package var tasks: [PromptTask: Double]
        /// As many samples as the prior weighs.
        package var strength: Double
        /// The same for the shares of tasks: what holds for the sets of a task that were seen holds little for others.
        package var taskStrength: Double

        /// The weights to be pulled towards, and the least that each part keeps.
        package init(
            base: Double,
            parts: [ComplexityPart: Double],
            floors: [ComplexityPart: Double],
            tasks: [PromptTask: Double],
            strength: Double,
            taskStrength: Double? = nil
        ) {
            self.base = base
            self.parts = parts
            self.floors = floors
            self.tasks = tasks
            self.strength = strength
            self.taskStrength = taskStrength ?? strength
        }
    }

    /// The fitted weights.
    package struct Weights: Sendable {
        package var parts: [ComplexityPart: Double]
        package var tasks: [PromptTask: Double]
    }

    /// The samples with weights by which each set counts like any other, however many rows it has; `sets` names the
    /// set of each sample.
    package static func alike(_ samples: [Sample], sets: [String]) -> [Sample] {
        precondition(samples.count == sets.count)
        var rows: [String: Int] = [:]
        for set in sets { rows[set, default: 0] += 1 }
        return zip(samples, sets).map { sample, set in
            var sample = sample
            sample.weight = Double(samples.count) / Double(rows.count * rows[set, default: 1])
            return sample
        }
    }

    private static let partCount = ComplexityPart.allCases.count
    private static let count = Self.partCount + PromptTask.allCases.count
    private static let sweeps = 2000

    /// Fits the weights; a few milliseconds for thousands of samples.
    package static func fit(_ samples: [Sample], prior: Prior) -> Weights {
        var products = [Double](repeating: 0, count: self.count * self.count)
        var targets = [Double](repeating: 0, count: self.count)
        for sample in samples {
            let row = self.row(sample)
            for (left, value) in row {
                targets[left] += sample.weight * value * (sample.difficulty - prior.base)
                for (right, other) in row { products[left * self.count + right] += sample.weight * value * other }
            }
        }
        var floors = [Double](repeating: 0, count: self.count)
        for (part, floor) in prior.floors { floors[Int(part.rawValue)] = floor }
        for (part, weight) in prior.parts {
            targets[Int(part.rawValue)] += prior.strength * max(weight, floors[Int(part.rawValue)])
        }
        for (task, weight) in prior.tasks {
            targets[self.partCount + Int(task.rawValue)] += prior.taskStrength * weight
        }
        for index in 0..<self.count {
            products[index * self.count + index] += index < self.partCount ? prior.strength : prior.taskStrength
        }
        return self.weights(self.descend(products, targets, floors))
    }

    private static func row(_ sample: Sample) -> [(Int, Double)] {
        var row = ComplexityPart.allCases.map { (Int($0.rawValue), Double(sample.parts[Int($0.rawValue)])) }
        row.append((self.partCount + Int(sample.task.rawValue), 1))
        return row.filter { $0.1 != 0 }
    }

    private static func descend(_ products: [Double], _ targets: [Double], _ floors: [Double]) -> [Double] {
        var weights = floors
        for _ in 0..<self.sweeps {
            for index in 0..<self.count where products[index * self.count + index] > 0 {
                var rest = targets[index]
                for other in 0..<self.count where other != index {
                    rest -= products[index * self.count + other] * weights[other]
                }
                weights[index] = max(floors[index], rest / products[index * self.count + index])
            }
        }
        return weights
    }

    private static func weights(_ values: [Double]) -> Weights {
        var result = Weights(parts: [:], tasks: [:])
        for part in ComplexityPart.allCases { result.parts[part] = values[Int(part.rawValue)] }
        for task in PromptTask.allCases { result.tasks[task] = values[self.partCount + Int(task.rawValue)] }
        return result
    }
}
