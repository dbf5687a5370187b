internal import Linux

/// The keys of a `signedBy`, and the checking of simple signatures with them by `gpgv`.
struct OpenPGPKeyring {
    /// Keys one after another, without armour.
    private let bytes: [UInt8]

    /// - Parameter policy: the file that names the keys, for errors.
    init(_ source: KeySource, _ policy: String) throws(TrustError) {
        var all: [UInt8] = []
        switch source {
        case .data(let keys): for key in keys { all += try Self.plain(key, policy) }
        case .files(let paths):
            for path in paths {
                let bytes: [UInt8]
                do throws(SystemCallError) { bytes = try readFile(path, limit: 16 << 20) } catch {
                    throw Self.refusal(path, error.errno.words)
                }
                all += try Self.plain(bytes, path)
            }
        }
        guard !all.isEmpty else { throw Self.refusal(policy, "there are no keys in it") }
        bytes = all
    }

    private static func plain(_ bytes: [UInt8], _ place: String) throws(TrustError) -> [UInt8] {
        // A packet begins with a set bit, a text does not.
        guard let first = bytes.first else { return [] }
        if first & 0x80 != 0 { return bytes }
        guard let plain = OpenPGPArmor.keys(bytes) else {
            throw refusal(place, "it is neither a public key of OpenPGP nor one in armour")
        }
        return plain
    }

    private static func refusal(_ path: String, _ cause: String) -> TrustError {
        TrustError(.configuration, doing: "read the public key", subject: path, cause: cause)
    }

    /// What was signed, if the signature is one, and good, and by one of these keys.
    func verified(_ signature: [UInt8], _ environment: [String: String]) throws(TrustError) -> [UInt8] {
        func refusal(_ cause: String) -> TrustError {
            TrustError(.rejected, doing: "check", subject: "the signature", cause: cause)
        }
        let scratch = try ScratchDirectory(environment)
        let keyring = try scratch.write("keys", bytes)
        let file = try scratch.write("signature", signature)
        let outcome = try ExternalProgram(name: "gpgv", environment: environment).run([
            "--homedir", scratch.path, "--keyring", keyring, "--status-fd", "1", "--output", "\(scratch.path)/content", file,
        ])
        var seen: [String: Int] = [:]
        for line in String(decoding: outcome.output, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 1, words[0] == "[GNUPG:]" { seen[String(words[1]), default: 0] += 1 }
        }
        for (word, cause) in [
            ("BADSIG", "the signature is bad"), ("NO_PUBKEY", "the signature was made with a key that is not trusted"),
            ("EXPSIG", "the signature has expired"), ("EXPKEYSIG", "the key of the signature has expired"),
            ("REVKEYSIG", "the key of the signature was revoked"), ("ERRSIG", "the signature cannot be checked"),
        ] where seen[word] != nil { throw refusal(cause) }
        guard outcome.isSuccess, seen["NEWSIG", default: 1] == 1, seen["GOODSIG"] == 1, seen["VALIDSIG"] == 1 else {
            throw refusal("it is no good signature")
        }
        guard let content = scratch.read("content", limit: SigstoreSignature.largest) else {
            throw refusal("the signature holds nothing")
        }
        return content
    }
}

/// The armour of OpenPGP (RFC 9580, 6.2).
enum OpenPGPArmor {
    /// The bytes of all blocks of public keys; nil where there is none.
    static func keys(_ bytes: [UInt8]) -> [UInt8]? {
        var found: [UInt8] = []
        var body: String?
        var isHead = false
        for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
            if text == "-----BEGINPGPPUBLICKEYBLOCK-----" {
                (body, isHead) = ("", true)
            } else if text == "-----ENDPGPPUBLICKEYBLOCK-----" {
                guard let body, let block = Base64.decode(body) else { return nil }
                found += block
            } else if body != nil {
                // Headers end at an empty line; a line with = at its head is a checksum.
                if isHead { isHead = !text.isEmpty } else if !text.hasPrefix("=") { body! += text }
            }
        }
        return found.isEmpty ? nil : found
    }
}
