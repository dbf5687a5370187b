internal import Linux
public import OCISpecification
internal import YAMLText

/// Where signatures of registries' images lie: `registries.d` (containers-registries.d(5)).
public struct SignatureLocations: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var lookaside: String?
        var staging: String?
        var usesAttachments: Bool?
    }

    private var standard = Entry()
    private var entries: [String: Entry] = [:]
    /// Where neither file nor scope says anything.
    private let fallback: String

    /// - Parameter named: a directory in place of the user's and the machine's.
    public init(named: String?, environment: [String: String], isRoot: Bool) throws(TrustError) {
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        fallback = isRoot || home == nil ? "file:///var/lib/containers/sigstore" : "file://\(home!)/.local/share/containers/sigstore"
        var directory = named ?? "/etc/containers/registries.d"
        // One that cannot be looked at counts as the user's not having one, as for every other program.
        if named == nil, let home, (try? exists("\(home)/.config/containers/registries.d")) == true {
            directory = "\(home)/.config/containers/registries.d"
        }
        let files: [String]
        do throws(SystemCallError) { files = try names(in: directory).filter { $0.hasSuffix(".yaml") }.sorted() } catch {
            if named == nil, [.noEntry, .notDirectory, .access].contains(error.errno) { return }
            throw Self.refusal(directory, error.errno.words)
        }
        for file in files { try add("\(directory)/\(file)") }
    }

    private mutating func add(_ path: String) throws(TrustError) {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch { throw Self.refusal(path, error.errno.words) }
        try add(bytes, path: path)
    }

    mutating func add(_ bytes: [UInt8], path: String) throws(TrustError) {
        let document: YAMLNode?
        do throws(YAMLFault) { document = try YAML.parse(bytes) } catch { throw Self.refusal(path, error.description) }
        guard let document, !document.isNull else { return }
        for member in try Self.members(document, "it", path) {
            switch member.key {
            case "default-docker": standard = try Self.entry(member, path)
            case "docker":
                for scope in try Self.members(member.value, "docker", path) { entries[scope.key] = try Self.entry(scope, path) }
            default: throw Self.refusal(path, "\(member.key) is not known (docker and default-docker are)")
            }
        }
    }

    private static func members(_ node: YAMLNode, _ name: String, _ path: String) throws(TrustError) -> [YAMLMember] {
        if node.isNull { return [] }
        guard let members = node.members else { throw refusal(path, "line \(node.line): \(name) is no mapping") }
        return members
    }

    private static func entry(_ scope: YAMLMember, _ path: String) throws(TrustError) -> Entry {
        func text(_ member: YAMLMember) throws(TrustError) -> String {
            guard let text = member.value.text else { throw refusal(path, "line \(member.value.line): \(member.key) is no text") }
            return text
        }
        var entry = Entry()
        for member in try members(scope.value, scope.key, path) {
            switch member.key {
            case "lookaside": entry.lookaside = try text(member)
            case "sigstore": if entry.lookaside == nil { entry.lookaside = try text(member) }
            case "lookaside-staging": entry.staging = try text(member)
            case "sigstore-staging": if entry.staging == nil { entry.staging = try text(member) }
            case "use-sigstore-attachments":
                guard let flag = member.value.flag else { throw refusal(path, "use-sigstore-attachments is true or false") }
                entry.usesAttachments = flag
            default: throw refusal(path, "\(member.key) of \(scope.key) is not known")
            }
        }
        return entry
    }

    private static func refusal(_ path: String, _ cause: String) -> TrustError {
        TrustError(.configuration, doing: "read where signatures lie", subject: path, cause: cause)
    }

    /// The address of a simple signature, numbered from 1, of a manifest.
    public func simple(_ reference: ImageReference, _ digest: Digest, number: Int, writing: Bool) -> String {
        let found = first(reference) { writing ? $0.staging ?? $0.lookaside : $0.lookaside } ?? fallback
        return simple(reference, digest, number: number, below: found)
    }

    /// The same below another address.
    public func simple(_ reference: ImageReference, _ digest: Digest, number: Int, below address: String) -> String {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        return "\(base)/\(reference.path)@\(digest.algorithm)=\(digest.hex)/signature-\(number)"
    }

    /// Where signatures for a scope of a policy are kept, as its files say it for the scope or one above it; empty where they say
    /// nothing.
    public func store(ofScope scope: String) -> String {
        var scope = scope[...]
        while true {
            if let entry = entries[String(scope)], let found = entry.staging ?? entry.lookaside { return found }
            guard let slash = scope.lastIndex(of: "/") else { return "" }
            scope = scope[..<slash]
        }
    }

    /// Whether signatures of sigstore beside the image are looked for.
    public func usesAttachments(_ reference: ImageReference) -> Bool { first(reference) { $0.usesAttachments } ?? false }

    private func first<Value>(_ reference: ImageReference, _ value: (Entry) -> Value?) -> Value? {
        for scope in TrustedPlace.scopes(of: reference, wildcards: false) {
            if let entry = entries[scope], let found = value(entry) { return found }
        }
        return value(standard)
    }
}
