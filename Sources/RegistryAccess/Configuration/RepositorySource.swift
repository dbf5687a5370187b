internal import OCISpecification

/// One place where a repository can be had.
struct RepositorySource: Hashable, Sendable {
    let registry: String
    let name: String
    let isInsecure: Bool
    let isMirror: Bool
    /// It is another host than the one in the image's name, which credentials of the command line are meant for.
    var isElsewhere = false
}

extension RegistriesConfiguration {
    /// Where an image can be had, in the order of trying: mirrors, then the registry itself, which may lie elsewhere
    /// than it is called.
    func sources(registry: String, name: String, isDigest: Bool) throws(RegistryError) -> [RepositorySource] {
        let whole = "\(registry)/\(name)"
        guard let rule = rule(for: whole) else {
            return [RepositorySource(registry: registry, name: name, isInsecure: false, isMirror: false)]
        }
        if rule.isBlocked {
            throw RegistryError(
                .configuration, doing: "reach", subject: whole,
                cause: "registries.conf blocks \(rule.prefix)", advice: "Ask the administrator of this machine")
        }
        var sources: [RepositorySource] = []
        for mirror in rule.mirrors {
            switch mirror.use {
            case .digestOnly where !isDigest: continue
            case .tagOnly where isDigest: continue
            default:
                sources.append(
                    try Self.source(rule.rewritten(whole, to: mirror.location), mirror.isInsecure, isMirror: true))
            }
        }
        sources.append(try Self.source(rule.rewritten(whole, to: rule.location), rule.isInsecure, isMirror: false))
        for place in sources.indices { sources[place].isElsewhere = sources[place].registry != registry }
        return sources
    }

    /// The registry itself; nil where no rule says anything of it. What is blocked is only forbidden to pull.
    func primarySource(registry: String, name: String) throws(RegistryError) -> RepositorySource? {
        let whole = "\(registry)/\(name)"
        guard let rule = rule(for: whole) else { return nil }
        return try Self.source(rule.rewritten(whole, to: rule.location), rule.isInsecure, isMirror: false)
    }

    private static func source(
        _ whole: String, _ isInsecure: Bool, isMirror: Bool
    ) throws(RegistryError) -> RepositorySource {
        guard let slash = whole.firstIndex(of: "/"), slash != whole.startIndex else {
            throw RegistryError(
                .configuration, doing: "reach", subject: whole,
                cause: "the location that registries.conf gives it has no repository")
        }
        return RepositorySource(
            registry: String(whole[..<slash]), name: String(whole[whole.index(after: slash)...]),
            isInsecure: isInsecure,
            isMirror: isMirror)
    }
}
