public import OCISpecification

/// Where an image comes from, as policies and `registries.d` look at it: a transport, the scopes that it lies in from
/// the narrowest on, and the name that signatures are compared with.
public struct TrustedPlace: Sendable, Hashable {
    public let transport: String
    public let scopes: [String]
    /// Nil where the place gives its images no names that signatures could be for.
    public let reference: ImageReference?
    /// As errors name it.
    public let description: String

    /// An image of a registry.
    public static func registry(_ reference: ImageReference) -> TrustedPlace {
        TrustedPlace(
            transport: "docker", scopes: scopes(of: reference), reference: reference, description: "docker://\(reference)")
    }

    /// A transport whose scopes are paths; with `name`, that of an image in a layout.
    public static func path(transport: String, _ absolute: String, name: String? = nil) -> TrustedPlace {
        var scopes: [String] = []
        if let name { scopes.append("\(absolute):\(name)") }
        var path = absolute[...]
        while path.count > 1 {
            scopes.append(String(path))
            guard let slash = path.lastIndex(of: "/") else { break }
            path = path[..<slash]
        }
        return TrustedPlace(
            transport: transport, scopes: scopes, reference: nil,
            description: "\(transport):\(absolute)" + (name.map { ":\($0)" } ?? ""))
    }

    /// An archive of docker's format; its transport has no scopes.
    public static func dockerArchive(_ path: String, _ reference: ImageReference?) -> TrustedPlace {
        TrustedPlace(transport: "docker-archive", scopes: [], reference: reference, description: "docker-archive:\(path)")
    }

    /// An image of the store that lies below `root`.
    public static func store(_ reference: ImageReference?, root: String, description: String) -> TrustedPlace {
        let specifier = "[\(root)]"
        let names = reference.map { scopes(of: $0, wildcards: false) } ?? []
        return TrustedPlace(
            transport: "containers-storage", scopes: names.map { specifier + $0 } + [specifier], reference: reference,
            description: "containers-storage:\(description)")
    }

    /// The whole name, the repository, what is above it, the registry, and wildcards of the registry's domain.
    static func scopes(of reference: ImageReference, wildcards: Bool = true) -> [String] {
        var scopes: [String] = []
        if reference.tag != nil || reference.digest != nil { scopes.append(reference.description) }
        if let digest = reference.digest, reference.tag != nil { scopes.append("\(reference.name)@\(digest)") }
        var name = reference.name[...]
        scopes.append(String(name))
        while let slash = name.lastIndex(of: "/") {
            name = name[..<slash]
            scopes.append(String(name))
        }
        guard wildcards else { return scopes }
        name = name.prefix { $0 != ":" }
        while let dot = name.firstIndex(of: ".") {
            name = name[name.index(after: dot)...]
            scopes.append("*.\(name)")
        }
        return scopes
    }
}
