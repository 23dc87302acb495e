extension SamplerKind {
    /// The noise levels that a pass walks.
    ///
    /// Of no steps there are none: the image stays what it is. Noise is put in at the first level.
    ///
    /// - Parameters:
    ///   - span: which part of the schedule.
    ///   - schedule: the schedule, as `schedule(for:process:)` gave it; samplers that go by timesteps
    ///     do not look at it.
    ///   - table: the model's levels.
    ///   - options: the sampler's: UniPC's and LCM's timesteps, and whether every sampler drops its
    ///     last level but one.
    ///   - scheduleOptions: the schedule's.
    public func levels(
        _ span: StepSpan, schedule: ScheduleKind, table: NoiseTable,
        options: SamplerOptions = SamplerOptions(),
        scheduleOptions: ScheduleOptions = ScheduleOptions()
    ) -> Sigmas {
        guard span.steps > 0, table.count > 0 else { return Sigmas([]) }
        if usesTimesteps { return timestepLevels(span, table: table, options: options) }
        if ignoresSchedule, span.isWhole { return rangeLevels(span.steps, table: table) }
        let known =
            traits.contains(.usesLCMTimesteps)
            ? table.every(table.count / min(max(options.lcmTimesteps, 1), table.count)) : table
        let discards = discardsPenultimate || options.discardsPenultimate
        let whole = schedule.sigmas(
            steps: span.scheduleSteps + (discards ? 1 : 0), table: known, options: scheduleOptions)
        return (discards ? whole.droppingPenultimate : whole)
            .dropping(steps: span.scheduleSteps - span.steps)
    }

    /// What tells the number of steps and the table's ends: Uniform's levels; of a single step, which
    /// they would not tell the lower end of, both ends.
    private func rangeLevels(_ steps: Int, table: NoiseTable) -> Sigmas {
        steps == 1
            ? Sigmas([table.max, table.min])
            : ScheduleKind.uniform.sigmas(steps: steps, table: table)
    }

    /// The levels of even timesteps, from the one at which noise is put in down to the lowest: one
    /// step less than was asked for, as in the web UI.
    private func timestepLevels(
        _ span: StepSpan, table: NoiseTable, options: SamplerOptions
    ) -> Sigmas {
        let timesteps = TimestepSchedule(
            steps: span.scheduleSteps + (options.discardsPenultimate ? 1 : 0), of: table.count)
        let last = table.count - 1
        let start = span.isWhole ? last : timesteps.values.prefix(span.steps).last ?? last
        if self == .uniPC {
            let steps = span.isWhole ? timesteps.values.count : span.steps - 1
            return uniPCLevels(from: start, steps: steps, table: table, options: options.uniPC)
        }
        let sigmas = timesteps.sigmas(table: table)
        return span.isWhole ? sigmas : Sigmas(sigmas.values.suffix(span.steps))
    }

    /// UniPC's own levels between a timestep and the lowest, even in what its option says. Between
    /// timesteps they are interpolated in the logarithm of the signal (Lu et al. 2022 (a), appendix).
    private func uniPCLevels(
        from start: Int, steps: Int, table: NoiseTable, options: UniPCOptions
    ) -> Sigmas {
        let steps = max(steps, 0)
        let shares = (0...steps).map { Double($0) / Double(max(steps, 1)) }
        // Time in units of the table, from 1 on.
        let (high, low) = (Double(start + 1), 1.0)
        switch options.skipType {
        case .logSNR:
            let (first, last) = (
                table.amplitudeLevel(at: Double(start)), table.amplitudeLevel(at: 0)
            )
            return Sigmas(shares.map { first * (last / first).raised(to: $0) })
        case .timeUniform:
            return Sigmas(shares.map { table.amplitudeLevel(at: high + (low - high) * $0 - 1) })
        case .timeQuadratic:
            let (first, last) = (high.squareRoot(), low.squareRoot())
            return Sigmas(
                shares.map { share in
                    let root = first + (last - first) * share
                    return table.amplitudeLevel(at: root * root - 1)
                })
        }
    }
}

extension NoiseTable {
    /// The level at a timestep, interpolated in the logarithm of the signal's amplitude.
    func amplitudeLevel(at timestep: Double) -> Double {
        let place = Swift.min(Swift.max(timestep, 0), Double(Swift.max(count - 1, 0)))
        let low = Int(place)
        let (first, last) = (0.5 * signal(at: low).logarithm, 0.5 * signal(at: low + 1).logarithm)
        let logarithm = first + (last - first) * (place - Double(low))
        return (-2 * logarithm).exponentialMinusOne.squareRoot()
    }
}
