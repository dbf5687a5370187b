internal import Linux

/// Reads the host's resolver configuration, behind a local stub where there is one. A host without any has an empty one.
public func hostResolverConfiguration(
    path: String = "/etc/resolv.conf", behindStub: String = ResolverConfiguration.systemdPath
) throws(NetworkingError) -> ResolverConfiguration {
    guard let first = try resolverConfiguration(path) else { return ResolverConfiguration() }
    guard first.isLocalOnly, let second = try resolverConfiguration(behindStub) else { return first }
    return second
}

private func resolverConfiguration(_ path: String) throws(NetworkingError) -> ResolverConfiguration? {
    do throws(SystemCallError) {
        return ResolverConfiguration(parsing: String(decoding: try readFile(path, limit: 1 << 20), as: UTF8.self))
    } catch {
        if error.errno == .noEntry { return nil }
        throw NetworkingError(error, doing: "read the host's resolver configuration")
    }
}
