internal import ImageStorage
internal import Linux
internal import Synchronization

/// Where blobs lie while they come: `REPOSITORY/_uploads/ID` below one directory.
final class UploadDirectory: Sendable {
    let root: String
    /// Digests of what uploads have, between the requests of this process.
    private let known = Mutex<[String: DigestStream?]>([:])

    /// Uploads that may be open at once.
    static let limit = 10_000
    /// An upload that nobody goes on with is dropped after this many seconds.
    static let lifetime: Int64 = 24 * 3600

    init(root: String) { self.root = root }

    func begin(_ repository: RepositoryName) throws(RegistryServingError) -> Upload {
        guard known.withLock({ $0.count }) < Self.limit else {
            var error = RegistryServingError(
                .tooManyRequests, "\(Self.limit) uploads are open: end or cancel some of them", detail: repository.description)
            error.headers["Retry-After"] = "60"
            throw error
        }
        let id = TemporaryName.upload()
        let directory = place(of: repository)
        let path = "\(directory)/\(id)"
        let file = try keeping("beginning an upload in", directory) { () throws(SystemCallError) in
            let file = try TemporaryName.openNew(path, in: directory)
            guard try DirectoryLock.take(file) else { throw SystemCallError(call: "flock", subject: path, errno: .busy) }
            return file
        }
        return Upload(
            id: id, repository: repository, path: path, file: file, offset: 0, stream: DigestStream(), directory: self)
    }

    /// Goes on with an upload that an earlier request, or an earlier process, began.
    func resume(_ repository: RepositoryName, id: String) throws(RegistryServingError) -> Upload {
        let unknown = RegistryServingError(
            .blobUploadUnknown, "there is no upload \(printable(id)) of \(repository): begin another one", detail: printable(id))
        guard id.utf8.count == 32, id.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }) else { throw unknown }
        let path = "\(place(of: repository))/\(id)"
        do {
            let file = try open(path, [.readWrite, .noFollow])
            guard try DirectoryLock.take(file) else {
                throw RegistryServingError(
                    .blobUploadInvalid, "another request is writing the upload \(id): wait for it", detail: id, status: 409)
            }
            let status = try file.status()
            guard status.links > 0, try exists(path) else { throw unknown }
            let stream = known.withLock { $0[id] ?? nil }
            return Upload(
                id: id, repository: repository, path: path, file: file, offset: status.size,
                stream: stream?.count == status.size ? stream : nil, directory: self)
        } catch let error as SystemCallError {
            if error.errno == .noEntry || error.errno == .notDirectory { throw unknown }
            throw RegistryServingError("going on with the upload", path, error)
        } catch let error as RegistryServingError {
            throw error
        } catch { throw RegistryServingError(.unknown, "\(error)") }
    }

    private func place(of repository: RepositoryName) -> String { "\(root)/\(repository)/_uploads" }

    func remember(_ id: String, _ stream: DigestStream?) { known.withLock { $0[id] = .some(stream) } }
    func forget(_ id: String) { known.withLock { _ = $0.removeValue(forKey: id) } }

    /// Drops uploads that nobody goes on with; answers how many they were and their bytes.
    @discardableResult
    func sweep(olderThan seconds: Int64 = lifetime) throws(RegistryServingError) -> (count: Int, bytes: Int64) {
        var swept = (count: 0, bytes: Int64(0))
        let now = Timestamp.now.seconds
        try RepositoryWalk.each("_uploads", below: root) { (_, directory) throws(RegistryServingError) in
            for id in (try? names(in: directory)) ?? [] {
                let path = "\(directory)/\(id)"
                guard let status = try? status(of: path, followingLinks: false) else { continue }
                // One that nothing has come for is not worth a day.
                guard now - status.modified.seconds >= (status.size == 0 ? min(seconds, 3600) : seconds) else { continue }
                // One that is being written just now is locked.
                guard let file = try? open(path, [.readWrite, .noFollow]), (try? DirectoryLock.take(file)) == true else { continue }
                try? removeFile(path)
                forget(id)
                swept.count += 1
                swept.bytes += status.size
            }
        }
        return swept
    }
}
