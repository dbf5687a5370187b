internal import JSONText
internal import ImageStorage
internal import Linux
internal import NIOCore
internal import NIOHTTP1
internal import OCISpecification

/// One request from its head to its answer. Its functions may wait for the disk; they are called one after another, never two at once.
final class Exchange: @unchecked Sendable {
    let head: HTTPRequestHead
    let rules: AccessRules
    let storage: any RegistryStorage
    /// The client's address, without its port.
    let address: String
    let target: RequestTarget?

    private(set) var user: String?
    private(set) var route: RegistryRoute?
    /// The upload that the body goes to.
    private(set) var upload: Upload?
    /// Of a chunk: bytes that are still to come.
    private(set) var announced: Int64?
    /// The body of a manifest.
    private(set) var collected: [UInt8] = []

    init(_ head: HTTPRequestHead, from address: String, rules: AccessRules, storage: any RegistryStorage) {
        self.head = head
        self.address = address
        self.rules = rules
        self.storage = storage
        target = RequestTarget(head.uri)
    }

    /// Looks at the head; an answer means that the body is of no interest.
    func begin() -> Answer? {
        answering { () throws(RegistryServingError) in
            guard let target, let route = try RegistryRoute.parse(target.segments, isWritten: head.method == .PUT) else {
                throw RegistryServingError(
                    .unsupported, "\(printable(head.uri)) is no path of the distribution specification", detail: printable(head.uri),
                    status: 404)
            }
            self.route = route
            let wish = try Self.wish(route, head.method)
            user = try rules.admit(head.headers.first(name: "Authorization"), from: address, to: wish)
            switch (route, head.method) {
            case (.uploads(let repository), .POST): return try beginUpload(repository, target)
            case (.upload(let repository, let id), .PATCH), (.upload(let repository, let id), .PUT):
                upload = try storage.uploads.resume(repository, id: id)
                if head.method == .PUT { _ = try wantedDigest(target) }
                return try checkChunk()
            case (.manifest, .PUT):
                if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > PushedManifest.limit {
                    throw PushedManifest.tooLarge
                }
                return nil
            default: return nil
            }
        }
    }

    /// What a request wants to do; methods that a path does not have are told with those that it has.
    private static func wish(_ route: RegistryRoute, _ method: HTTPMethod) throws(RegistryServingError) -> AccessRules.Wish {
        let known: [(HTTPMethod, AccessRules.Wish)] =
            switch route {
            case .root: [(.GET, .look), (.HEAD, .look)]
            case .catalog, .tags, .referrers: [(.GET, .read), (.HEAD, .read)]
            case .manifest: [(.GET, .read), (.HEAD, .read), (.PUT, .write), (.DELETE, .delete)]
            case .blob: [(.GET, .read), (.HEAD, .read), (.DELETE, .delete)]
            case .uploads: [(.POST, .write)]
            case .upload: [(.GET, .write), (.PATCH, .write), (.PUT, .write), (.DELETE, .write)]
            }
        if let found = known.first(where: { $0.0 == method }) { return found.1 }
        var error = RegistryServingError(.unsupported, "\(method) is not done here", detail: method.rawValue)
        error.headers["Allow"] = String(joining: known.map(\.0.rawValue), by: ", ")
        throw error
    }

    /// Takes a piece of the body.
    func take(_ bytes: ByteBuffer) -> Answer? {
        answering { () throws(RegistryServingError) in
            if let upload {
                if let left = announced {
                    guard Int64(bytes.readableBytes) <= left else { throw Self.wrongLength }
                    announced = left - Int64(bytes.readableBytes)
                }
                try unsafe bytes.withUnsafeReadableBytes { (bytes) throws(RegistryServingError) in try unsafe upload.append(bytes) }
            } else if case .manifest = route, head.method == .PUT {
                guard collected.count + bytes.readableBytes <= PushedManifest.limit else { throw PushedManifest.tooLarge }
                collected.append(contentsOf: bytes.readableBytesView)
            }
            return nil
        }
    }

    /// The whole body has come.
    func finish() -> Answer {
        let answer = answering { () throws(RegistryServingError) in
            if let announced, announced > 0 { throw Self.wrongLength }
            return try respond()
        }
        return answer ?? Answer(RegistryServingError(.unknown, "a request without an answer"))
    }

    private func respond() throws(RegistryServingError) -> Answer {
        guard let route, let target else { throw RegistryServingError(.unknown, "a request without a path") }
        switch route {
        case .root: return Answer(json: [:])
        case .catalog: return try catalog(target)
        case .tags(let repository): return try tags(repository, target)
        case .referrers(let repository, let digest): return try referrers(repository, digest, target)
        case .manifest(let repository, let reference): return try manifest(repository, reference)
        case .blob(let repository, let digest): return try blob(repository, digest)
        case .uploads(let repository): return try endBegunUpload(repository, target)
        case .upload(let repository, let id): return try upload(repository, id, target)
        }
    }

    /// The connection is over, or the answer has been given: what came of an upload stays.
    func end() {
        upload?.suspend()
        upload = nil
    }

    func use(_ upload: Upload, announced: Int64?) {
        self.upload = upload
        self.announced = announced
    }

    private func answering(_ body: () throws(RegistryServingError) -> Answer?) -> Answer? {
        do throws(RegistryServingError) {
            let answer = try body()
            if answer != nil { end() }
            return answer
        } catch {
            end()
            return Answer(error)
        }
    }

    private static let wrongLength = RegistryServingError(
        .sizeInvalid, "the body has more or fewer bytes than its Content-Range says", detail: "Content-Range")
}
