internal import Linux
internal import YAMLText

/// How signatures of sigstore are made, as a file says it (containers-sigstore-signing-params.yaml(5)).
public struct SigningParameters: Sendable, Hashable {
    public var privateKeyFile: String
    public var passphraseFile: String?
    /// The log that the signature is put into; nil for none.
    public var logAddress: String?

    public static func read(_ path: String) throws(TrustError) -> SigningParameters {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch { throw refusal(path, error.errno.words) }
        return try SigningParameters(parsing: bytes, of: path)
    }

    public init(parsing bytes: [UInt8], of path: String) throws(TrustError) {
        let document: YAMLNode?
        do throws(YAMLFault) { document = try YAML.parse(bytes) } catch { throw Self.refusal(path, error.description) }
        guard let members = document?.members else { throw Self.refusal(path, "it is no mapping") }
        var found: [String: String] = [:]
        for member in members {
            switch member.key {
            case "privateKeyFile", "privateKeyPassphraseFile", "rekorURL":
                guard let text = member.value.text, !text.isEmpty else {
                    throw Self.refusal(path, "line \(member.value.line): \(member.key) is no text")
                }
                found[member.key] = text
            case "fulcio":
                throw TrustError(
                    .unsupported, doing: "read the signing parameters", subject: path,
                    cause: "certificates of Fulcio are checked here, but not asked for", advice: "Sign with privateKeyFile")
            default: throw Self.refusal(path, "line \(member.value.line): \(member.key) is not known")
            }
        }
        guard let key = found["privateKeyFile"] else { throw Self.refusal(path, "it names no privateKeyFile") }
        privateKeyFile = key
        passphraseFile = found["privateKeyPassphraseFile"]
        logAddress = found["rekorURL"]
    }

    private static func refusal(_ path: String, _ cause: String) -> TrustError {
        TrustError(.configuration, doing: "read the signing parameters", subject: path, cause: cause)
    }
}
