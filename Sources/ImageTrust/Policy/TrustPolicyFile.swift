public import JSONText
internal import Linux

/// The file of a policy as it is shown and changed: what stands in it stays.
public struct TrustPolicyFile: Sendable {
    public let path: String
    /// Nil where there is no such file yet.
    public private(set) var tree: JSONValue?

    /// One line of what a policy says.
    public struct Entry: Sendable, Hashable {
        /// "all" for the default, "repository" for registries.
        public let transport: String
        public let name: String
        /// As podman shows them: accept, reject, signed, sigstoreSigned.
        public let type: String
        public let keyFiles: [String]
    }

    /// The file that counts: the named one, else the user's own where there is one, else the machine's.
    public init(named: String?, environment: [String: String]) throws(TrustError) {
        var path = named ?? "/etc/containers/policy.json"
        if named == nil, let home = environment["HOME"], !home.isEmpty {
            let own = "\(home)/.config/containers/policy.json"
            // One that cannot be looked at is told of when it is read.
            if (try? exists(own)) != false { path = own }
        }
        self.path = path
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 4 << 20) } catch {
            guard error.errno == .noEntry else { throw PolicyReader(path: path).refusal(error.errno.words) }
            return
        }
        _ = try TrustPolicy(parsing: bytes, path: path)
        do throws(JSONError) { tree = try JSONValue(parsing: bytes) } catch {
            throw PolicyReader(path: path).refusal(error.description)
        }
    }

    public var entries: [Entry] {
        guard let tree else { return [Entry(transport: "all", name: "default", type: "accept", keyFiles: [])] }
        var entries = rows("all", "default", tree["default"])
        let transports = tree["transports"]?.objectValue.map { Array($0) } ?? []
        for transport in transports.filter({ $0.key == "docker" })
            + transports.filter({ $0.key != "docker" }).sorted(by: { $0.key < $1.key })
        {
            let name = transport.key == "docker" ? "repository" : transport.key
            for scope in (transport.value.objectValue.map { Array($0) } ?? []).sorted(by: { $0.key < $1.key }) {
                entries += rows(name, scope.key, scope.value)
            }
        }
        return entries
    }

    private func rows(_ transport: String, _ name: String, _ value: JSONValue?) -> [Entry] {
        let words = ["insecureAcceptAnything": "accept", "signedBy": "signed"]
        return (value?.arrayValue ?? []).map { requirement in
            let type = requirement["type"]?.stringValue ?? ""
            let files = requirement["keyPath"]?.stringValue.map { [$0] } ?? requirement["keyPaths"]?.stringsValue ?? []
            return Entry(transport: transport, name: name, type: words[type] ?? type, keyFiles: files)
        }
    }

    /// Sets what is asked of a scope of registries, or by default, and writes the file.
    public mutating func set(_ scope: String, type: String, keyFiles: [String]) throws(TrustError) {
        var requirements: [JSONValue] = []
        switch type {
        case "accept", "insecureAcceptAnything": requirements = [["type": "insecureAcceptAnything"]]
        case "reject": requirements = [["type": "reject"]]
        case "signedBy", "signed":
            // Each key has to have signed, as podman has it.
            requirements = keyFiles.map { ["type": "signedBy", "keyType": "GPGKeys", "keyPath": .string($0)] }
        case "sigstoreSigned": requirements = keyFiles.map { ["type": "sigstoreSigned", "keyPath": .string($0)] }
        default:
            throw TrustError(
                .configuration, doing: "set the trust of", subject: scope,
                cause: "the type \(type) is not known (signedBy, sigstoreSigned, accept, reject)")
        }
        guard !requirements.isEmpty, keyFiles.isEmpty || ["signedBy", "signed", "sigstoreSigned"].contains(type) else {
            throw TrustError(
                .configuration, doing: "set the trust of", subject: scope,
                cause: requirements.isEmpty ? "at least one public key must be defined for type \(type)" : "the type \(type) takes no keys",
                advice: requirements.isEmpty ? "Name it with --pubkeysfile" : "")
        }
        var new = tree ?? ["default": [["type": "insecureAcceptAnything"]]]
        if scope == "default" {
            new["default"] = .array(requirements)
        } else {
            var transports = new["transports"] ?? [:]
            var scopes = transports["docker"] ?? [:]
            scopes[scope] = .array(requirements)
            transports["docker"] = scopes
            new["transports"] = transports
        }
        let text: [UInt8]
        do throws(JSONError) { text = try JSON.encode(new, pretty: true) + [10] } catch {
            throw PolicyReader(path: path).refusal(error.description)
        }
        _ = try TrustPolicy(parsing: text, path: path)
        do throws(SystemCallError) {
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeDirectories(String(path[..<slash])) }
            try replaceFile(path, with: text, mode: 0o644, flush: true)
        } catch { throw TrustError(.configuration, doing: "write the policy", subject: path, cause: error.description) }
        tree = new
    }
}

extension OpenPGPKeyring {
    /// Whose keys a file holds, as `gpg` reads it; empty where that cannot be told.
    static func owners(_ path: String, _ environment: [String: String]) -> [String] {
        guard
            // Without gpg, or with a file that it cannot read, the list only shows less.
            let outcome = try? ExternalProgram(name: "gpg", environment: environment).run(["--batch", "--show-keys", "--with-colons", path])
        else { return [] }
        return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 9, fields[0] == "uid" else { return nil }
            let name = fields[9]
            guard let open = name.lastIndex(of: "<"), name.hasSuffix(">") else { return visible(String(name)) }
            return visible(String(name[name.index(after: open)...].dropLast()))
        }
    }
}

extension TrustPolicyFile.Entry {
    /// Whose signatures are asked for, in the words of podman.
    public func signers(_ environment: [String: String]) -> String {
        if type == "sigstoreSigned" { return "N/A" }
        return keyFiles.flatMap { OpenPGPKeyring.owners($0, environment) }.joined(separator: ", ")
    }
}
