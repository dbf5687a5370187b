@testable import RegistryAccess

extension RegistryOptions {
    /// Short patience, and nothing from this machine's own settings.
    static func quick(_ change: (inout RegistryOptions) -> Void = { _ in }) -> RegistryOptions {
        var options = RegistryOptions(
            environment: ["HOME": "/nonexistent", "XDG_RUNTIME_DIR": "/nonexistent"], user: 0)
        options.retry = RetryPolicy(attempts: 3, firstPause: 0.01, longestPause: 0.02, longestRetryAfter: 2)
        options.stallTimeout = 20
        options.connectTimeout = 20
        change(&options)
        return options
    }

    /// Gives up on a server that is silent for a third of a second.
    static func impatient() -> RegistryOptions { .quick { $0.stallTimeout = 0.3 } }
}

/// Runs a body with a session that is closed in the end, however the body ends.
func withSession<Outcome: Sendable>(
    _ options: RegistryOptions = .quick(), _ body: (RegistrySession) async throws -> Outcome
) async throws -> Outcome {
    let session = try RegistrySession(options)
    do {
        let outcome = try await body(session)
        await session.close()
        return outcome
    } catch {
        await session.close()
        throw error
    }
}

/// The registry's error of a body that has to fail.
func failure(_ body: () async throws -> some Sendable) async throws -> RegistryError {
    do {
        _ = try await body()
    } catch let error as RegistryError {
        return error
    }
    throw NothingFailed()
}

struct NothingFailed: Error {}
