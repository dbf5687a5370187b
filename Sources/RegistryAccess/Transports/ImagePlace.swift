public import OCISpecification

/// Where an image lies or is to go: a transport and what it needs to know, read once from text such as
/// `docker://debian:12` or `oci:/tmp/layout:tag`.
public enum ImagePlace: Hashable, Sendable, CustomStringConvertible {
    /// A registry, `docker://NAME`.
    case registry(ImageReference)
    /// A directory with an OCI layout, `oci:PATH[:NAME]`.
    case layout(path: String, name: String?)
    /// An archive of such a directory, `oci-archive:PATH[:NAME]`.
    case layoutArchive(path: String, name: String?)
    /// What `docker save` writes, `docker-archive:PATH[:NAME|:@NUMBER]`.
    case dockerArchive(path: String, image: ArchivedImage?)
    /// A directory with the files of one image, `dir:PATH`.
    case directory(path: String)
    /// The store of this user, `containers-storage:NAME`.
    case store(String)

    /// Which image of an archive is meant.
    public enum ArchivedImage: Hashable, Sendable {
        case named(ImageReference)
        case number(Int)
    }

    /// The transports that there are, as users write them.
    public static let schemes = ["docker://", "docker-archive:", "oci-archive:", "oci:", "dir:", "containers-storage:"]
    /// Transports of other tools, for which a text is no name of an image either.
    private static let foreign = ["docker-daemon:", "ostree:", "tarball:", "sif:", "atomic:", "docker:"]

    /// Whether the text begins with a transport, ours or another's.
    public static func hasTransport(_ text: String) -> Bool {
        schemes.contains { text.hasPrefix($0) } || foreign.contains { text.hasPrefix($0) && !isHost(text, $0) }
    }

    /// `docker:5000/name` is a registry of that name.
    private static func isHost(_ text: String, _ scheme: String) -> Bool {
        text.dropFirst(scheme.count).first?.isNumber == true
    }

    public init(parsing text: String) throws(RegistryError) {
        func refusal(_ cause: String, _ advice: String = "", _ code: RegistryError.Code = .configuration) -> RegistryError {
            RegistryError(code, doing: "read the image name", subject: text, cause: cause, advice: advice)
        }
        func reference(_ text: Substring) throws(RegistryError) -> ImageReference {
            do throws(ImageReferenceError) { return try ImageReference(parsing: String(text)) } catch {
                throw refusal(error.description)
            }
        }
        guard let scheme = Self.schemes.first(where: { text.hasPrefix($0) }) else {
            let known = "The transports are \(Self.schemes.joined(separator: ", "))"
            if let other = Self.foreign.first(where: { text.hasPrefix($0) }) {
                throw refusal("the transport \(other) is not there", known, .unsupported)
            }
            throw refusal("it names no transport", known + ": for a registry write docker://\(text)")
        }
        let rest = text.dropFirst(scheme.count)
        if scheme == "docker://" {
            self = .registry(try reference(rest).withDefaultTag)
            return
        }
        if scheme == "containers-storage:" {
            guard !rest.isEmpty else { throw refusal("there is no name of an image after \(scheme)") }
            if rest.hasPrefix("[") {
                throw refusal("other stores than this user's cannot be named here", "Name them with --root", .unsupported)
            }
            self = .store(String(rest))
            return
        }
        let colon = scheme == "dir:" ? nil : rest.firstIndex(of: ":")
        let path = String(rest[..<(colon ?? rest.endIndex)])
        let name = colon.map { rest[rest.index(after: $0)...] }
        guard !path.isEmpty else { throw refusal("there is no path after \(scheme)") }
        if let name, name.isEmpty { throw refusal("there is no name after the second colon") }
        switch scheme {
        case "oci:": self = .layout(path: path, name: name.map(String.init))
        case "oci-archive:": self = .layoutArchive(path: path, name: name.map(String.init))
        case "dir:": self = .directory(path: path)
        default:
            guard let name else {
                self = .dockerArchive(path: path, image: nil)
                return
            }
            if name.hasPrefix("@") {
                guard let number = Int(name.dropFirst()), number >= 0 else { throw refusal("\(name) is no number of an image") }
                self = .dockerArchive(path: path, image: .number(number))
            } else {
                let named = try reference(name)
                guard named.digest == nil else { throw refusal("images in such an archive have tags, not digests") }
                self = .dockerArchive(path: path, image: .named(named.withDefaultTag))
            }
        }
    }

    public var description: String {
        switch self {
        case .registry(let reference): "docker://\(reference)"
        case .layout(let path, let name): "oci:\(path)" + (name.map { ":\($0)" } ?? "")
        case .layoutArchive(let path, let name): "oci-archive:\(path)" + (name.map { ":\($0)" } ?? "")
        case .dockerArchive(let path, nil): "docker-archive:\(path)"
        case .dockerArchive(let path, .named(let name)?): "docker-archive:\(path):\(name)"
        case .dockerArchive(let path, .number(let number)?): "docker-archive:\(path):@\(number)"
        case .directory(let path): "dir:\(path)"
        case .store(let name): "containers-storage:\(name)"
        }
    }
}
