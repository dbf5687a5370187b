internal import JSONText

/// What a registry says when it refuses: the status, and the codes and messages of the specification's error body.
struct RegistryAnswer: Sendable {
    let status: Int
    let reason: String
    /// Such as `MANIFEST_UNKNOWN`.
    let codes: [String]
    let message: String

    private struct Body: Decodable {
        struct Entry: Decodable {
            var code: String?
            var message: String?
        }
        var errors: [Entry]?
        /// Token servers and front ends write one of these.
        var message: String?
        var details: String?
        var error: String?
        var error_description: String?
    }

    init(status: Int, reason: String, body: [UInt8]) {
        self.status = status
        self.reason = reason
        // Many a front end answers with a page of HTML: then the status has to tell all.
        guard let body = try? JSON.decode(Body.self, from: body) else {
            codes = []
            message = ""
            return
        }
        codes = body.errors?.compactMap(\.code) ?? body.error.map { [$0] } ?? []
        let said = body.errors?.compactMap(\.message) ?? []
        message = printable(said.first ?? body.error_description ?? body.details ?? body.message ?? "")
    }

    /// "404 MANIFEST_UNKNOWN: manifest unknown"
    var words: String {
        let name = codes.first.map { printable($0) } ?? reason
        let head = name.isEmpty ? "\(status)" : "\(status) \(name)"
        return message.isEmpty ? head : "\(head): \(message)"
    }
}

/// Text of a server for a terminal: no control characters, not endless.
func printable(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars.prefix(400) {
        out.unicodeScalars.append(scalar.value < 32 || (127...159).contains(scalar.value) ? " " : scalar)
    }
    return out
}
