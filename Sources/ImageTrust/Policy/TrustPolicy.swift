internal import JSONText
internal import Linux

/// What images may be used: `policy.json` (containers-policy.json(5)).
public struct TrustPolicy: Sendable, Hashable {
    /// The file, as errors name it.
    public let path: String
    let standard: [PolicyRequirement]
    /// Requirements by transport and scope; the scope "" is for all of a transport.
    let transports: [String: [String: [PolicyRequirement]]]

    /// Where there is no policy nothing is asked of images (decision 15).
    public static let open = TrustPolicy(path: "", standard: [.acceptAnything], transports: [:])

    init(path: String, standard: [PolicyRequirement], transports: [String: [String: [PolicyRequirement]]]) {
        self.path = path
        self.standard = standard
        self.transports = transports
    }

    public init(parsing bytes: [UInt8], path: String) throws(TrustError) {
        let reader = PolicyReader(path: path)
        let tree: JSONValue
        do throws(JSONError) { tree = try JSONValue(parsing: bytes) } catch { throw reader.refusal(error.description) }
        self = try reader.policy(tree)
    }

    /// The policy that counts: the named file, else the user's own, else the machine's, else ``open``. A policy that
    /// is there and cannot be read is an error, never an open one.
    public static func load(named: String?, environment: [String: String]) throws(TrustError) -> TrustPolicy {
        if let named {
            guard let policy = try read(named) else {
                throw PolicyReader(path: named).refusal("there is no such file")
            }
            return policy
        }
        if let home = environment["HOME"], !home.isEmpty,
            let own = try read("\(home)/.config/containers/policy.json")
        {
            return own
        }
        return try read("/etc/containers/policy.json") ?? .open
    }

    private static func read(_ path: String) throws(TrustError) -> TrustPolicy? {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 4 << 20) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw PolicyReader(path: path).refusal(error.errno.words)
        }
        return try TrustPolicy(parsing: bytes, path: path)
    }

    /// What is asked of an image at a place: by its narrowest scope, else of its transport, else by default.
    func requirements(for place: TrustedPlace) -> (scope: String, requirements: [PolicyRequirement]) {
        if let scopes = transports[place.transport] {
            for scope in place.scopes + [""] {
                if let found = scopes[scope] { return (scope.isEmpty ? place.transport : "\(place.transport) \(scope)", found) }
            }
        }
        return ("default", standard)
    }

    /// Whether nothing is asked of images of this place: then nothing of them need be looked at.
    public func isOpen(for place: TrustedPlace) -> Bool {
        requirements(for: place).requirements.allSatisfy { $0 == .acceptAnything }
    }

    /// The kinds of signatures that deciding about a place takes.
    public func evidence(for place: TrustedPlace) -> (simple: Bool, sigstore: Bool) {
        var needed = (simple: false, sigstore: false)
        for requirement in requirements(for: place).requirements {
            switch requirement {
            case .signedBy: needed.simple = true
            case .sigstoreSigned: needed.sigstore = true
            default: break
            }
        }
        return needed
    }
}
