internal import Linux
public import OCISpecification

/// One name that an image has in the store: a tag, or the digest by which it was pulled.
public struct ImageName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public enum Selector: Hashable, Sendable {
        case tag(String)
        case digest(Digest)
    }

    /// Such as `docker.io` or `localhost:5000`.
    public var registry: String
    /// Such as `library/debian`.
    public var repository: String
    public var selector: Selector

    public init(registry: String, repository: String, selector: Selector) {
        self.registry = registry
        self.repository = repository
        self.selector = selector
    }

    public var tag: String? {
        if case .tag(let tag) = selector { tag } else { nil }
    }

    /// The whole name without tag and digest, such as `docker.io/library/debian`.
    public var repositoryName: String { "\(registry)/\(repository)" }

    /// The whole name, such as `docker.io/library/debian:12`.
    public var description: String {
        switch selector {
        case .tag(let tag): "\(repositoryName):\(tag)"
        case .digest(let digest): "\(repositoryName)@\(digest)"
        }
    }

    /// As people write it: without `docker.io` and `library`.
    public var familiar: String {
        switch selector {
        case .tag(let tag): "\(familiarRepository):\(tag)"
        case .digest(let digest): "\(familiarRepository)@\(digest)"
        }
    }

    public var familiarRepository: String {
        guard registry == "docker.io" else { return repositoryName }
        return repository.hasPrefix("library/") ? String(repository.dropFirst(8)) : repository
    }

    public static func < (a: ImageName, b: ImageName) -> Bool { a.description < b.description }

    // MARK: Paths

    /// The directory below `names/`, or nil when a part could be mistaken for something else.
    var directory: String? {
        let parts = [registry] + repository.parts(between: "/", keepingEmpty: true).map { String($0) }
        for part in parts {
            guard let first = part.utf8.first, first != 0x2e, first != 0x3a, first != 0x40, part.utf8.count <= 255,
                !part.utf8.contains(0), !part.utf8.contains(0x2f)
            else { return nil }
        }
        return String(joining: parts, by: "/")
    }

    /// `:TAG` or `@ALGORITHM:HEX`: no component of a repository starts like that, so tags and repositories never meet.
    var fileName: String? {
        switch selector {
        case .tag(let tag):
            guard !tag.isEmpty, tag.utf8.count <= 128, !tag.utf8.contains(0x2f), !tag.utf8.contains(0) else {
                return nil
            }
            return ":\(tag)"
        case .digest(let digest): return "@\(digest)"
        }
    }

    init?(directory: String, fileName: String) {
        guard let slash = directory.firstIndex(of: "/") else { return nil }
        registry = String(directory[..<slash])
        repository = String(directory[directory.index(after: slash)...])
        switch fileName.utf8.first {
        case 0x3a: selector = .tag(String(fileName.dropFirst()))
        case 0x40:
            guard let digest = Digest(String(fileName.dropFirst())) else { return nil }
            selector = .digest(digest)
        default: return nil
        }
    }
}
