import Testing

@testable import RegistryAccess

struct RetryTests {
    @Test func `pauses double up to a limit, and attempts end`() {
        let policy = RetryPolicy(attempts: 5, firstPause: 1, longestPause: 3)
        #expect((1...5).map { policy.pause(after: $0) } == [1, 2, 3, 3, nil])
        #expect(policy.pause(after: 2, spread: 1) == 1)
    }

    @Test func `the server's wish counts, within reason`() {
        let policy = RetryPolicy(attempts: 3, firstPause: 1, longestPause: 8, longestRetryAfter: 60)
        #expect(policy.pause(after: 1, retryAfter: 10) == 10)
        #expect(policy.pause(after: 1, retryAfter: 0) == 1)
        #expect(policy.pause(after: 1, retryAfter: 61) == nil)
        #expect(policy.pause(after: 3, retryAfter: 1) == nil)
    }

    @Test func `a wish is a number of seconds or a date`() {
        #expect(retryAfterSeconds(" 7 ", now: 0) == 7)
        #expect(retryAfterSeconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_770) == 7)
        #expect(retryAfterSeconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_790) == 0)
        #expect(retryAfterSeconds("Thu, 29 Feb 2024 00:00:00 GMT", now: 1_709_164_790) == 10)
        #expect(retryAfterSeconds("soon", now: 0) == nil)
        #expect(retryAfterSeconds("-5", now: 0) == nil)
    }

    @Test func `a silent registry is asked once, for the time that the environment says`() async throws {
        let server = try FaultServer { _ in FaultServer.Reply(body: Array("{}".utf8), ending: .stall(after: 1)) }
        defer { server.stop() }
        var options = RegistryOptions(
            environment: ["HOME": "/nonexistent", "XDG_RUNTIME_DIR": "/nonexistent", "APUS_REGISTRY_TIMEOUT": "0.4"], user: 0)
        #expect(options.stallTimeout == 0.4)
        options.verifiesTLS = false
        let asked = options
        let error = try await failure {
            try await withSession(asked) { session in
                try await session.repository(registry: server.registry, name: "a/b").manifest(.tag("c"))
            }
        }
        #expect(error.code == .stalled)
        #expect(server.requests.filter { $0.path.hasSuffix("/manifests/c") }.count == 1)
    }

    @Test func `only passing troubles are tried again`() {
        for status in [408, 429, 500, 502, 503, 504] { #expect(RetryPolicy.isPassing(status: status)) }
        for status in [400, 401, 403, 404, 501] { #expect(!RetryPolicy.isPassing(status: status)) }
    }
}
