internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import OCISpecification

/// Sends blobs to a repository: not at all where the registry has them, by a mount where another
/// repository of it has them, else in one stream, or in parts where that is too much at once.
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
        var state = UploadState(chunk: repository.session.options.uploadChunk)
        while true {
            let before = state.offset
            do throws(Fault) {
                try await send(blob, open, &state)
                return .sent(blob.size)
            } catch {
                if error.isTooLarge, let smaller = state.smallerChunk(than: blob.size) {
                    await cancel(state)
                    state = state.anew
                    state.chunk = smaller
                    continue
                }
                if state.offset > 0, error.isRefusedUpload, number < repository.session.options.retry.attempts {
                    // The registry has forgotten what it had: from the beginning.
                    await cancel(state)
                    state = state.anew
                    number += 1
                    continue
                }
                if error.isPassing { events(.layer(blob.digest, .retrying(error.words))) }
                try await repository.session.pause(
                    after: error, number, errand.about("the blob \(blob.digest)"))
                state = await resumed(state, size: blob.size)
                // Attempts are counted anew where one was worth it.
                number = state.offset - before >= 1 << 20 ? 1 : number + 1
            }
        }
    }

    func request(_ method: HTTPMethod, _ path: String) -> RegistryRequest {
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
        _ blob: ContentDescriptor, _ open: @Sendable () async throws(RegistryError) -> BlobStream, _ state: inout UploadState
    ) async throws(Fault) {
        let start: WebAddress
        if let known = state.address {
            start = known
        } else {
            var begin = request(.POST, "blobs/uploads/")
            begin.headers = ["content-length": "0"]
            let begun = try await repository.session.send(begin, to: repository.endpoint)
            _ = try await begun.answer()
            start = try next(begun)
            state.address = start
            if let least = begun.header("oci-chunk-min-length").flatMap({ Int64($0) }), least > 0 { state.minimum = least }
        }
        let offset = state.offset
        if offset == blob.size, offset > 0 { return try await finish(blob, at: start) }
        if let chunk = state.chunk { return try await sendChunks(blob, open, &state, at: start, of: max(chunk, state.minimum)) }
        var patch = request(.PATCH, "")
        patch.address = start
        patch.headers = ["content-type": "application/octet-stream"]
        if offset > 0 { patch.headers.add(name: "content-range", value: "\(offset)-\(blob.size - 1)") }
        var stream: BlobStream
        do throws(RegistryError) { stream = try await open() } catch { throw .final(error) }
        let events = self.events
        stream.progress = { events(.layer(blob.digest, .transferring(done: $0, total: blob.size))) }
        stream.retrying = { events(.layer(blob.digest, .retrying($0))) }
        let body = stream
        patch.body = {
            offset == 0
                ? .stream(body, length: .known(blob.size))
                : .stream(RestOfStream(stream: body, offset: offset), length: .known(blob.size - offset))
        }
        let patched: RegistryResponse
        do throws(Fault) { patched = try await repository.session.send(patch, to: repository.endpoint) } catch {
            // What broke the bytes says more than that the request ended early.
            if let failure = body.failure.take() { throw .final(failure) }
            throw error
        }
        if let failure = body.failure.take() { throw .final(failure) }
        _ = try await patched.answer()
        try await finish(blob, at: try next(patched))
    }

    func finish(_ blob: ContentDescriptor, at place: WebAddress) async throws(Fault) {
        var finish = request(.PUT, "")
        finish.headers = ["content-length": "0"]
        var address = place
        address.appendQuery("digest", blob.digest.description)
        finish.address = address
        let finished = try await repository.session.send(finish, to: repository.endpoint)
        _ = try await finished.answer()
    }

    /// Tells the registry that nothing more comes. One that does not hear it drops the upload after a while.
    private func cancel(_ state: UploadState) async {
        guard let address = state.address else { return }
        var request = self.request(.DELETE, "")
        request.address = address
        request.headers = ["content-length": "0"]
        // What it says to that changes nothing.
        _ = try? await repository.session.send(request, to: repository.endpoint).answer()
    }

    /// Asks the registry what it has of a broken upload; one that does not tell gets everything anew.
    private func resumed(_ state: UploadState, size: Int64) async -> UploadState {
        guard let address = state.address else { return state.anew }
        var request = self.request(.GET, "")
        request.address = address
        do throws(Fault) {
            let response = try await repository.session.send(request, to: repository.endpoint)
            _ = try await response.answer()
            guard let length = UploadState.length(response.header("range")), length <= size else {
                await cancel(state)
                return state.anew
            }
            var state = state
            if response.header("location") != nil { state.address = try next(response) }
            state.offset = length
            return state
        } catch {
            await cancel(state)
            return state.anew
        }
    }

    /// Where the upload goes on: each answer names a new address.
    func next(_ response: RegistryResponse) throws(Fault) -> WebAddress {
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
