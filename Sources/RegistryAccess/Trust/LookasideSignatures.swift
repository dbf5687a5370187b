internal import ImageTrust
internal import Linux
internal import NIOHTTP1
internal import OCISpecification

/// Simple signatures beside a registry: files or web pages, numbered from 1.
extension RegistrySession {
    private static let most = 128

    func lookasideSignatures(_ reference: ImageReference, _ digest: Digest) async throws(RegistryError) -> [[UInt8]] {
        let locations = try signatureLocations()
        var found: [[UInt8]] = []
        while found.count < Self.most {
            let address = locations.simple(reference, digest, number: found.count + 1, writing: false)
            guard let signature = try await lookaside(address) else { return found }
            found.append(signature)
        }
        throw RegistryError(
            .badAnswer, doing: "read the signatures of", subject: reference.description,
            cause: "there are more than \(Self.most) of them at \(locations.simple(reference, digest, number: 1, writing: false))")
    }

    private func lookaside(_ text: String) async throws(RegistryError) -> [UInt8]? {
        if let path = Self.file(text) {
            do throws(SystemCallError) { return try readFile(path, limit: SigstoreSignature.largest) } catch {
                if error.errno == .noEntry || error.errno == .notDirectory { return nil }
                throw RegistryError(.storage, doing: "read the signature", subject: path, cause: error.errno.words)
            }
        }
        let errand = Errand(doing: "read the signature", subject: text, registry: "", repository: "")
        guard let address = WebAddress(text) else {
            throw RegistryError(
                .configuration, doing: "read the signature", subject: text,
                cause: "registries.d names a place that is neither file: nor http: nor https:")
        }
        return try await retrying(errand) { () async throws(Fault) in try await fetch(address) }
    }

    /// Without credentials: the place of signatures is none of a registry.
    private func fetch(_ start: WebAddress) async throws(Fault) -> [UInt8]? {
        var address = start
        for _ in 0..<10 {
            let response = try await exchange(
                .GET, address, ["user-agent": options.userAgent], nil, verifies: options.verifiesTLS ?? !isLoopback(address.host))
            switch response.status {
            case 200:
                guard let bytes = try await response.body(limit: SigstoreSignature.largest) else {
                    throw .final(
                        RegistryError(.badAnswer, doing: "read the signature", subject: start.withoutQuery, cause: "it is too large"))
                }
                return bytes
            case 404, 410:
                _ = try await response.answer()
                return nil
            case 301, 302, 303, 307, 308:
                guard let next = response.header("location").flatMap({ address.resolving($0) }),
                    address.scheme == .http || next.scheme == .https
                else { throw .refused(try await response.answer(), retryAfter: nil) }
                _ = try await response.answer()
                address = next
            default: throw .refused(try await response.answer(), retryAfter: nil)
            }
        }
        throw .final(
            RegistryError(.badAnswer, doing: "read the signature", subject: start.withoutQuery, cause: "it redirects more than 10 times"))
    }

    /// Puts a simple signature after those that there are.
    /// - Parameter directory: in place of the one that registries.d names.
    func writeLookaside(
        _ signature: [UInt8], _ reference: ImageReference, _ digest: Digest, into directory: String? = nil
    ) throws(RegistryError) {
        let locations = try signatureLocations()
        for number in 1...Self.most {
            let text =
                directory.map { locations.simple(reference, digest, number: number, below: "file://\($0)") }
                ?? locations.simple(reference, digest, number: number, writing: true)
            guard let path = Self.file(text) else {
                throw RegistryError(
                    .unsupported, doing: "write the signature", subject: text, cause: "signatures are written to files only",
                    advice: "Name a file: address as lookaside-staging in registries.d")
            }
            do throws(SystemCallError) {
                if try exists(path) { continue }
                if let slash = path.lastIndex(of: "/") { try makeDirectories(String(path[..<slash])) }
                return try replaceFile(path, with: signature, mode: 0o644)
            } catch { throw RegistryError(.storage, doing: "write the signature", subject: path, cause: error.description) }
        }
        throw RegistryError(
            .storage, doing: "write the signature", subject: reference.description, cause: "there are \(Self.most) signatures already")
    }

    private static func file(_ text: String) -> String? {
        guard text.hasPrefix("file://") else { return nil }
        let path = String(text.dropFirst(7))
        return path.hasPrefix("/") ? path : nil
    }
}
