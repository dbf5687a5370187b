/// How the repositories below a prefix are reached: a `[[registry]]` of containers-registries.conf(5).
struct RegistryRule: Hashable, Sendable {
    struct Mirror: Hashable, Sendable {
        /// What stands in place of the prefix.
        var location: String
        var isInsecure: Bool
        /// `pull-from-mirror`.
        var use: Use
    }
    enum Use: Hashable, Sendable { case all, digestOnly, tagOnly }

    /// Of a reference: a host, a host with a path, or `*.` and a domain.
    var prefix: String
    var location: String
    var isInsecure: Bool
    var isBlocked: Bool
    var mirrors: [Mirror]

    /// How much of the name the prefix covers; nil for nothing.
    func match(_ name: String) -> Int? {
        if prefix.hasPrefix("*.") {
            let host = name.prefix { $0 != "/" }
            let domain = prefix.dropFirst(1)
            // The host without its port ends with the domain, and has something before it.
            let bare = host.prefix { $0 != ":" }
            return bare.hasSuffix(domain) && bare.count > domain.count ? domain.count : nil
        }
        guard name.hasPrefix(prefix) else { return nil }
        guard let next = name.dropFirst(prefix.count).first else { return prefix.count }
        // "example.com/foo" is not below "example.com/fo", and "host:5000" not below "host".
        return next == "/" || next == "@" || (next == ":" && prefix.contains("/")) ? prefix.count : nil
    }

    /// The name with the prefix put in another's place.
    func rewritten(_ name: String, to location: String) -> String {
        if location.isEmpty { return name }
        if prefix.hasPrefix("*.") { return location + name.drop { $0 != "/" } }
        return location + name.dropFirst(prefix.count)
    }
}
