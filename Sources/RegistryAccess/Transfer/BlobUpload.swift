internal import AsyncHTTPClient
internal import ImageStorage
internal import Linux
internal import NIOCore
internal import NIOHTTP1
internal import OCISpecification

/// Sends blobs of the store to a repository: not at all where the registry has them, by a mount where another
/// repository of it has them, else in one stream.
struct BlobUpload: Sendable {
    let repository: Repository
    let store: ImageStore
    let transfer: ImageTransfer
    /// Other repositories of the registry.
    let sources: [String]
    let errand: Errand
    let events: @Sendable (TransferEvent) -> Void

    private var rights: String { repository.scope("pull,push") }

    /// Answers the bytes that were sent.
    func run(_ blob: ContentDescriptor) async throws(RegistryError) -> Int64 {
        try storing(errand) { () throws(ImageStoreError) in
            guard try transfer.holds(blob.digest, size: blob.size) else {
                throw ImageStoreError(
                    .missing, "pushing the blob", blob.digest.description, cause: "it is not in the store",
                    nextStep: "pull or build the image again")
            }
        }
        if try await isThere(blob) {
            events(.layer(blob.digest, .present))
            return 0
        }
        for source in sources where source != repository.name {
            if try await mount(blob, from: source) {
                events(.layer(blob.digest, .mounted(from: source)))
                return 0
            }
        }
        var number = 1
        while true {
            do throws(Fault) {
                try await send(blob)
                events(.layer(blob.digest, .done))
                return blob.size
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

    private func send(_ blob: ContentDescriptor) async throws(Fault) {
        var begin = request(.POST, "blobs/uploads/")
        begin.headers = ["content-length": "0"]
        let begun = try await repository.session.send(begin, to: repository.endpoint)
        _ = try await begun.answer()
        var patch = request(.PATCH, "")
        patch.address = try next(begun)
        patch.headers = ["content-type": "application/octet-stream"]
        let file: BlobFile
        do throws(ImageStoreError) { file = BlobFile(try store.content.open(blob.digest)) } catch {
            throw .final(RegistryError(storing: error, errand, nil))
        }
        let events = self.events
        patch.body = {
            .stream(
                BlobChunks(file: file, size: blob.size) {
                    events(.layer(blob.digest, .transferring(done: $0, total: blob.size)))
                }, length: .known(blob.size))
        }
        let patched = try await repository.session.send(patch, to: repository.endpoint)
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
    /// Sends a manifest; everything that it names has to be there.
    func putManifest(
        _ bytes: [UInt8], mediaType: String, digest: Digest, as name: ManifestName, errand: Errand
    ) async throws(RegistryError) {
        var request = self.request(.PUT, "manifests/\(name)")
        request.headers = ["content-type": mediaType]
        request.scope = scope("pull,push")
        request.body = { .bytes(ByteBuffer(bytes: bytes)) }
        let asked = request
        let told = try await session.retrying(errand) { () async throws(Fault) in
            let response = try await session.send(asked, to: endpoint)
            _ = try await response.answer()
            return response.header("docker-content-digest").flatMap { Digest($0) }
        }
        if let told, told != digest {
            throw RegistryError(
                .digestMismatch, doing: errand.doing, subject: errand.subject,
                cause: "the registry \(registry) stored the manifest \(digest) as \(told)")
        }
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
