internal import ContainerState

/// Whether, and after which pause, an ended container is started again.
enum RestartDecision: Equatable {
    case stay
    case again(afterNanoseconds: Int64)

    /// `ranFor` is how long the container ran, in nanoseconds; one that ran ten seconds begins with the short pause again.
    static func after(
        code: Int32?, plan: RestartPlan, restarts: Int, ranFor: Int64, stoppedByUser: Bool
    ) -> RestartDecision {
        if stoppedByUser { return .stay }
        switch plan.policy {
        case .no: return .stay
        case .onFailure:
            if code == 0 { return .stay }
            if plan.maximumRetries > 0, restarts >= plan.maximumRetries { return .stay }
        case .always, .unlessStopped: break
        }
        let doublings = ranFor >= 10_000_000_000 ? 0 : min(restarts, 10)
        return .again(afterNanoseconds: min(100_000_000 << Int64(doublings), 60_000_000_000))
    }
}
