/// As ``withRegistries(_:control:_:)`` for an errand between two registries, each with its own options.
public func withRegistries<Outcome: Sendable>(
    _ source: RegistryOptions, _ destination: RegistryOptions, control: TransferControl? = nil,
    _ body: @escaping @Sendable (RegistrySession, RegistrySession) async throws(RegistryError) -> Outcome
) throws(RegistryError) -> Outcome {
    try withRegistries(source, control: control) { (session) async throws(RegistryError) in
        let other = try RegistrySession(destination)
        let outcome: Result<Outcome, RegistryError>
        do throws(RegistryError) { outcome = .success(try await body(session, other)) } catch { outcome = .failure(error) }
        await other.close()
        return try outcome.get()
    }
}
