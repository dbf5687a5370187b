internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import OCISpecification

/// Sends blobs to a repository: not at all where the registry has them, by a mount where another
/// repository of it has them, else in one stream.
struct BlobUpload: Sendable {
    let repository: Repository
    /// Other repositories of the registry.
    let sources: [String]
    let errand: Errand
    let events: @Sendable (TransferEvent) -> Void

    var rights: String { repository.scope("pull,push") }

    /// Answers how the blob came to be there.
    func run(
        _ blob: ContentDescriptor, open: @Sendable () async throws(RegistryError) -> BlobStream
    ) async throws(RegistryError) -> BlobArrival {
        if try await isThere(blob) {
            return .present
        }
        for source in sources where source != repository.name {
            if try await mount(blob, from: source) {
                return .mounted(from: source)
            }
        }
        var number = 1
        while true {
            do throws(Fault) {
                try await send(blob, open)
                return .sent(blob.size)
            } catch {
                if error.isPassing { events(.layer(blob.digest, .retrying(error.words))) }
                try await repository.session.pause(
                    after: error, number, errand.about("the blob \(blob.digest)"))
                number += 1
            }
        }
    }

    private func request(_ method: HTTPMethod, _ path: String) -> RegistryRequest {
        var request = repository.request(method, path)
        request.scope = rights
        return request
    }

    private func isThere(_ blob: ContentDescriptor) async throws(RegistryError) -> Bool {
        var request = self.request(.HEAD, "blobs/\(blob.digest)")
        request.accepted = [404]
        let asked = request
        return try await repository.session.retrying(errand) { () async throws(Fault) in
            try await repository.session.send(asked, to: repository.endpoint).status == 200
        }
    }

    private func mount(_ blob: ContentDescriptor, from source: String) async throws(RegistryError) -> Bool {
        var request = self.request(.POST, "blobs/uploads/")
        request.query = "mount=\(blob.digest)&from=\(percentEncoded(source))"
        request.headers = ["content-length": "0"]
        request.scope = "\(rights) repository:\(source):pull"
        // A registry that does not mount starts an upload, or refuses: then the bytes are sent.
        request.accepted = [401, 403, 404, 405]
        let asked = request
        return try await repository.session.retrying(errand) { () async throws(Fault) in
            let response = try await repository.session.send(asked, to: repository.endpoint)
            _ = try await response.answer()
            return response.status == 201
        }
    }

    private func send(
        _ blob: ContentDescriptor, _ open: @Sendable () async throws(RegistryError) -> BlobStream
    ) async throws(Fault) {
        var begin = request(.POST, "blobs/uploads/")
        begin.headers = ["content-length": "0"]
        let begun = try await repository.session.send(begin, to: repository.endpoint)
        _ = try await begun.answer()
        var patch = request(.PATCH, "")
        patch.address = try next(begun)
        patch.headers = ["content-type": "application/octet-stream"]
        var stream: BlobStream
        do throws(RegistryError) { stream = try await open() } catch { throw .final(error) }
        let events = self.events
        stream.progress = { events(.layer(blob.digest, .transferring(done: $0, total: blob.size))) }
        stream.retrying = { events(.layer(blob.digest, .retrying($0))) }
        let body = stream
        patch.body = { .stream(body, length: .known(blob.size)) }
        let patched: RegistryResponse
        do throws(Fault) { patched = try await repository.session.send(patch, to: repository.endpoint) } catch {
            // What broke the bytes says more than that the request ended early.
            if let failure = body.failure.take() { throw .final(failure) }
            throw error
        }
        if let failure = body.failure.take() { throw .final(failure) }
        _ = try await patched.answer()
        var finish = request(.PUT, "")
        finish.headers = ["content-length": "0"]
        var address = try next(patched)
        address.appendQuery("digest", blob.digest.description)
        finish.address = address
        let finished = try await repository.session.send(finish, to: repository.endpoint)
        _ = try await finished.answer()
    }

    /// Where the upload goes on: each answer names a new address.
    private func next(_ response: RegistryResponse) throws(Fault) -> WebAddress {
        guard let location = response.header("location"), let address = response.address.resolving(location) else {
            throw .final(
                RegistryError(
                    .badAnswer, doing: errand.doing, subject: errand.subject,
                    cause: "the registry \(repository.registry) does not tell where the upload goes on"))
        }
        if address.scheme == .http, !repository.endpoint.mayBePlain {
            throw .final(
                RegistryError(
                    .badAnswer, doing: errand.doing, subject: errand.subject,
                    cause: "the registry \(repository.registry) wants the upload without encryption"))
        }
        return address
    }
}

extension Repository {
    /// Sends a manifest; everything that it names has to be there. Answers whether the registry lists it as a referrer.
    @discardableResult
    func putManifest(
        _ bytes: [UInt8], mediaType: String, digest: Digest, as name: ManifestName, errand: Errand
    ) async throws(RegistryError) -> Bool {
        var request = self.request(.PUT, "manifests/\(name)")
        request.headers = ["content-type": mediaType]
        request.scope = scope("pull,push")
        request.body = { .bytes(ByteBuffer(bytes: bytes)) }
        let asked = request
        let (told, lists) = try await session.retrying(errand) { () async throws(Fault) in
            let response = try await session.send(asked, to: endpoint)
            _ = try await response.answer()
            let told = response.header("docker-content-digest").flatMap { Digest($0) }
            return (told, response.header("oci-subject") != nil)
        }
        if let told, told != digest {
            throw RegistryError(
                .digestMismatch, doing: errand.doing, subject: errand.subject,
                cause: "the registry \(registry) stored the manifest \(digest) as \(told)")
        }
        return lists
    }

    /// Removes a manifest, by its digest, or one tag where the registry allows that.
    public func delete(_ name: ManifestName) async throws(RegistryError) {
        var request = self.request(.DELETE, "manifests/\(name)")
        request.scope = scope("delete")
        let asked = request
        try await session.retrying(errand("delete", fullName + name.suffix)) { () async throws(Fault) in
            let response = try await session.send(asked, to: endpoint)
            _ = try await response.answer()
        }
    }
}
