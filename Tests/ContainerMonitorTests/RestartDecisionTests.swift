import ContainerState
import Testing

@testable import ContainerMonitor

@Suite struct RestartDecisionTests {
    private func decide(
        _ policy: RestartPlan.Policy, code: Int32? = 1, maximum: Int = 0, restarts: Int = 0, ran: Int64 = 1, stopped: Bool = false
    ) -> RestartDecision {
        .after(
            code: code, plan: RestartPlan(policy: policy, maximumRetries: maximum), restarts: restarts,
            ranFor: ran * 1_000_000_000, stoppedByUser: stopped)
    }

    @Test func `without a policy, and when a user asked for the end, a container stays ended`() {
        #expect(decide(.no) == .stay)
        #expect(decide(.always, stopped: true) == .stay)
        #expect(decide(.onFailure, stopped: true) == .stay)
    }

    @Test func `on-failure starts again after failures only, and not more often than asked`() {
        #expect(decide(.onFailure, code: 0) == .stay)
        #expect(decide(.onFailure, code: nil) != .stay)
        #expect(decide(.onFailure, maximum: 2, restarts: 1) != .stay)
        #expect(decide(.onFailure, maximum: 2, restarts: 2) == .stay)
    }

    @Test func `the pause doubles up to a minute and is short again after a long run`() {
        #expect(decide(.always, restarts: 0) == .again(afterNanoseconds: 100_000_000))
        #expect(decide(.always, restarts: 3) == .again(afterNanoseconds: 800_000_000))
        #expect(decide(.always, restarts: 500) == .again(afterNanoseconds: 60_000_000_000))
        #expect(decide(.always, restarts: 500, ran: 11) == .again(afterNanoseconds: 100_000_000))
    }
}
