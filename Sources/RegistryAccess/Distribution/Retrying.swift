extension RegistrySession {
    /// Runs an attempt until it succeeds or is not worth repeating, and tells the last fault in the errand's words.
    func retrying<Outcome: Sendable>(
        _ errand: Errand, _ attempt: () async throws(Fault) -> Outcome
    ) async throws(RegistryError) -> Outcome {
        var number = 1
        while true {
            if Task.isCancelled { throw interrupted(errand) }
            do throws(Fault) { return try await attempt() } catch {
                try await pause(after: error, number, errand)
                number += 1
            }
        }
    }

    /// Waits before the next attempt, or throws when there is to be none. `attempts` is how many there were, where some
    /// count more than once; `hasProgressed` whether this one brought anything. A server that has been silent for the whole
    /// stall limit is given up on: asking it again would only make the user wait as long once more.
    func pause(
        after fault: Fault, _ number: Int, _ errand: Errand, attempts: Int? = nil, hasProgressed: Bool = false
    ) async throws(RegistryError) {
        var policy = options.retry
        if errand.hasOthers { (policy.attempts, policy.longestRetryAfter) = (min(policy.attempts, 2), 1) }
        guard fault.isPassing, hasProgressed || !fault.isSilence,
            let seconds = policy.pause(
                after: number, retryAfter: fault.retryAfter, spread: Double.random(in: 0...1))
        else { throw self.error(fault, errand, attempts: attempts ?? number) }
        // A first quick repetition is nobody's concern.
        if seconds >= 1 || number > 1 {
            options.notice?("\(errand.subject): \(fault.words); trying again in \(secondsText(seconds.rounded(.up)))")
        }
        do { try await Task.sleep(for: .milliseconds(Int(seconds * 1000))) } catch {
            throw interrupted(errand)
        }
    }

    private func interrupted(_ errand: Errand) -> RegistryError {
        errand.error(.transport(TransportFailure(.cancelled, "it was interrupted")))
    }
}
