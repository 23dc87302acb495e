package import Samplers

/// What the sampler of a pass walks, from the pass's numbers.
extension PassPlan {
    /// Calls of the denoiser that the pass is expected to make.
    public var calls: Int { steps * (sampler.isSecondOrder ? 2 : 1) }

    /// The noise levels that the model knows.
    package var noiseTable: NoiseTable {
        endsInNoise ? NoiseTable.stableDiffusion.rescaledToZeroTerminalSNR() : .stableDiffusion
    }

    /// The levels that are walked.
    package var levels: Sigmas {
        sampler.levels(
            span, schedule: schedule, table: noiseTable, options: samplerOptions,
            scheduleOptions: scheduleOptions)
    }

    /// The levels of the whole schedule, between which Brownian paths run.
    package var noiseRange: ClosedRange<Double> {
        let whole = sampler.levels(
            .whole(max(scheduleSteps, 1)), schedule: schedule, table: noiseTable,
            options: samplerOptions, scheduleOptions: scheduleOptions)
        return whole.positiveRange ?? noiseTable.min...noiseTable.max
    }

    private var span: StepSpan {
        denoisingStrength == nil ? .whole(steps) : .tail(steps, of: scheduleSteps)
    }

    /// Channels, rows and columns of a latent.
    package var latentShape: LatentShape {
        LatentShape(
            channels: architecture.latentSpace.channels, rows: latentSize.height,
            columns: latentSize.width)
    }
}

/// The sizes of one latent.
package struct LatentShape: Sendable, Hashable {
    package let channels: Int
    package let rows: Int
    package let columns: Int

    /// How many values it has.
    package var count: Int { channels * rows * columns }
    /// Channels, rows, columns.
    package var sizes: [Int] { [channels, rows, columns] }
}
