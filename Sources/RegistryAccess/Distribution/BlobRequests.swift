internal import ImageStorage
internal import NIOHTTP1
public import OCISpecification

extension Repository {
    /// A small blob as a whole, checked against its descriptor: configurations, signatures.
    public func blob(
        _ descriptor: ContentDescriptor, limit: Int, doing: String = "fetch", subject: String? = nil
    ) async throws(RegistryError) -> [UInt8] {
        let subject = subject ?? "\(fullName)@\(descriptor.digest)"
        let digest = descriptor.digest
        let request = self.request(.GET, "blobs/\(digest)")
        return try await session.retrying(errand(doing, subject).about("the blob \(digest)")) {
            () async throws(Fault) in
            let response = try await session.send(request, to: endpoint)
            func refusal(_ code: RegistryError.Code, _ cause: String) -> Fault {
                .final(
                    RegistryError(
                        code, doing: doing, subject: subject, cause: cause,
                        advice:
                            "The registry, or something on the way to it, is damaged or lies: nothing of it was kept"))
            }
            guard let bytes = try await response.body(limit: min(limit, Int(clamping: descriptor.size) + 1)),
                Int64(bytes.count) == descriptor.size
            else {
                throw refusal(.sizeMismatch, sizeWords(digest, descriptor.size, response.contentLength))
            }
            guard var stream = DigestStream(algorithm: digest.algorithm) else {
                throw refusal(.unsupported, "the digest algorithm of \(digest) is not supported")
            }
            stream.update(bytes)
            let found = stream.digest()
            guard found == digest else { throw refusal(.digestMismatch, digestWords(digest, found)) }
            return bytes
        }
    }

    /// Whether the registry has a blob.
    public func hasBlob(_ digest: Digest, doing: String = "look up") async throws(RegistryError) -> Bool {
        var request = self.request(.HEAD, "blobs/\(digest)")
        request.accepted = [404]
        let asked = request
        return try await session.retrying(errand(doing, "\(fullName)@\(digest)")) { () async throws(Fault) in
            try await session.send(asked, to: endpoint).status == 200
        }
    }

    func sizeWords(_ digest: Digest, _ announced: Int64, _ sent: Int64?) -> String {
        let other = sent.map { "has \($0) bytes" } ?? "has another size"
        return "the blob \(digest) of \(fullName) \(other) in the registry \(registry),"
            + " where its manifest announces \(announced)"
    }

    func digestWords(_ expected: Digest, _ found: Digest) -> String {
        "the registry \(registry) sent for the blob \(expected) of \(fullName) bytes with the digest \(found)"
    }
}
