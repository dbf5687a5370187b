internal import JSONText
internal import Linux
internal import NIOHTTP1
internal import OCISpecification

/// What is sent back for a request.
struct Answer: Sendable {
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A part of a file.
        case file(ServedFile, from: Int64, count: Int64)
    }

    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: Body
    /// Bytes that the body has, or would have if the request were no `HEAD`.
    var length: Int64
    /// What went wrong inside, for the log alone.
    var cause: String?

    init(_ status: HTTPResponseStatus, _ headers: [(String, String)] = []) {
        self.status = status
        self.headers = HTTPHeaders(headers)
        body = .none
        length = 0
    }

    init(_ status: HTTPResponseStatus, _ headers: [(String, String)] = [], bytes: [UInt8], type: String) {
        self.init(status, headers)
        self.headers.replaceOrAdd(name: "Content-Type", value: type)
        body = .bytes(bytes)
        length = Int64(bytes.count)
    }

    init(_ status: HTTPResponseStatus = .ok, _ headers: [(String, String)] = [], json: JSONObject, type: String = "application/json") {
        self.init(status, headers, bytes: Array(JSONValue.object(json).text.utf8), type: type)
    }

    init(_ error: RegistryServingError) {
        // Paths of the machine are nothing for clients.
        let isOurs = error.code == .unknown
        let message =
            !isOurs
            ? error.message
            : error.status == 507
                ? "the registry has no room: nothing of this was kept; send it again when there is space"
                : "the registry failed: its log says why"
        var entry: JSONObject = ["code": .string(error.code.rawValue), "message": .string(message)]
        if !isOurs, !error.detail.isEmpty { entry["detail"] = .string(error.detail) }
        self.init(
            HTTPResponseStatus(statusCode: error.status), error.headers.map { ($0.key, $0.value) },
            json: ["errors": .array([.object(entry)])])
        if isOurs { cause = error.message }
    }

    /// The headers that content with a digest has.
    static func named(_ digest: Digest) -> [(String, String)] {
        [("Docker-Content-Digest", digest.description), ("ETag", "\"\(digest)\"")]
    }
}

/// An open file that is being sent.
final class ServedFile: Sendable {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
