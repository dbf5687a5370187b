internal import JSONText
internal import OCISpecification

/// Reads `policy.json`. What is not known is an error: a mistyped word must not open anything.
struct PolicyReader {
    let path: String

    func refusal(_ cause: String) -> TrustError {
        TrustError(
            .configuration, doing: "read the policy", subject: path, cause: cause,
            advice: "containers-policy.json(5) describes it; --insecure-policy goes without one")
    }

    func policy(_ tree: JSONValue) throws(TrustError) -> TrustPolicy {
        let top = try object(tree, "the policy", allowed: ["default", "transports"])
        guard let standard = top["default"] else { throw refusal("there is no \"default\" in it") }
        var transports: [String: [String: [PolicyRequirement]]] = [:]
        if let value = top["transports"] {
            guard let members = value.objectValue else { throw refusal("\"transports\" is no object") }
            for transport in members {
                guard let scopes = transport.value.objectValue else {
                    throw refusal("what stands for the transport \(transport.key) is no object")
                }
                var found: [String: [PolicyRequirement]] = [:]
                for scope in scopes {
                    found[scope.key] = try requirements(scope.value, "\(transport.key) \"\(scope.key)\"")
                }
                transports[transport.key] = found
            }
        }
        return TrustPolicy(path: path, standard: try requirements(standard, "default"), transports: transports)
    }

    private func requirements(_ value: JSONValue, _ place: String) throws(TrustError) -> [PolicyRequirement] {
        guard let items = value.arrayValue, !items.isEmpty else {
            throw refusal("\(place) is no list of requirements, of which there is at least one")
        }
        var found: [PolicyRequirement] = []
        for item in items { found.append(try requirement(item, place)) }
        return found
    }

    private func requirement(_ value: JSONValue, _ place: String) throws(TrustError) -> PolicyRequirement {
        guard let type = value["type"]?.stringValue else { throw refusal("a requirement of \(place) has no type") }
        switch type {
        case "insecureAcceptAnything":
            _ = try object(value, place, allowed: ["type"])
            return .acceptAnything
        case "reject":
            _ = try object(value, place, allowed: ["type"])
            return .reject
        case "signedBy":
            let members = try object(
                value, place, allowed: ["type", "keyType", "keyPath", "keyPaths", "keyData", "signedIdentity"])
            guard let kind = members["keyType"]?.stringValue else { throw refusal("a signedBy of \(place) has no keyType") }
            guard kind == "GPGKeys" else {
                guard ["signedByGPGKeys", "X509Certificates", "signedByX509CAs"].contains(kind) else {
                    throw refusal("the keyType \(kind) of \(place) is not known")
                }
                return .unsupported("keyType \(kind)")
            }
            return .signedBy(try keys(members, place), try identity(members["signedIdentity"], place))
        case "signedBaseLayer":
            return .unsupported("signedBaseLayer")
        case "sigstoreSigned":
            return .sigstoreSigned(try sigstore(value, place))
        default: throw refusal("the type \(type) of a requirement of \(place) is not known")
        }
    }

    private func keys(_ members: JSONObject, _ place: String) throws(TrustError) -> KeySource {
        guard let found = try source(members, ["keyPath", "keyPaths", "keyData", "keyDatas"], place) else {
            throw refusal("a requirement of \(place) has to name its keys in exactly one of keyPath, keyPaths and keyData")
        }
        return found
    }

    /// What one of several members names; nil where none is there.
    /// - Parameter names: of a path, of paths, of data and of several data; as many as there are.
    func source(_ members: JSONObject, _ names: [String], _ place: String) throws(TrustError) -> KeySource? {
        var found: [KeySource] = []
        for name in names {
            guard let value = members[name] else { continue }
            if name.hasSuffix("s") {
                guard let texts = value.stringsValue, !texts.isEmpty else { throw refusal("\(name) of \(place) is no list of texts") }
                found.append(
                    name.hasSuffix("Paths")
                        ? .files(texts)
                        : .data(
                            try texts.map { (text) throws(TrustError) in
                                try data(text, name, place)
                            }))
            } else {
                guard let text = value.stringValue, !text.isEmpty else { throw refusal("\(name) of \(place) is no text") }
                found.append(name.hasSuffix("Path") ? .files([text]) : .data([try data(text, name, place)]))
            }
        }
        guard found.count < 2 else { throw refusal("\(place) has more than one of \(names.joined(separator: ", "))") }
        return found.first
    }

    private func data(_ text: String, _ name: String, _ place: String) throws(TrustError) -> [UInt8] {
        guard let bytes = Base64.decode(text) else { throw refusal("\(name) of \(place) is not Base64") }
        return bytes
    }

    func identity(_ value: JSONValue?, _ place: String) throws(TrustError) -> IdentityRule {
        guard let value else { return .matchRepoDigestOrExact }
        func text(_ name: String) throws(TrustError) -> String {
            guard let text = value[name]?.stringValue, !text.isEmpty else { throw refusal("signedIdentity of \(place) has no \(name)") }
            return text
        }
        let type = try text("type")
        switch type {
        case "matchExact", "matchRepoDigestOrExact", "matchRepository":
            _ = try object(value, "signedIdentity of \(place)", allowed: ["type"])
            return type == "matchExact" ? .matchExact : type == "matchRepository" ? .matchRepository : .matchRepoDigestOrExact
        case "exactReference":
            _ = try object(value, "signedIdentity of \(place)", allowed: ["type", "dockerReference"])
            let name = try text("dockerReference")
            guard let reference = IdentityRule.reference(name), reference.tag != nil || reference.digest != nil else {
                throw refusal("dockerReference of \(place) is no name with a tag or digest (\(name))")
            }
            return .exactReference(reference)
        case "exactRepository":
            _ = try object(value, "signedIdentity of \(place)", allowed: ["type", "dockerRepository"])
            let name = try text("dockerRepository")
            guard let reference = IdentityRule.reference(name), reference.tag == nil, reference.digest == nil else {
                throw refusal("dockerRepository of \(place) is no name of a repository (\(name))")
            }
            return .exactRepository(reference.name)
        case "remapIdentity":
            _ = try object(value, "signedIdentity of \(place)", allowed: ["type", "prefix", "signedPrefix"])
            return .remapIdentity(prefix: try text("prefix"), signedPrefix: try text("signedPrefix"))
        default: throw refusal("the type \(type) of signedIdentity of \(place) is not known")
        }
    }

    /// An object with no other members than those.
    func object(_ value: JSONValue, _ place: String, allowed: [String]) throws(TrustError) -> JSONObject {
        guard let members = value.objectValue else { throw refusal("\(place) is no object") }
        for member in members where !allowed.contains(member.key) { throw refusal("\(place) has an unknown member \(member.key)") }
        return members
    }
}
