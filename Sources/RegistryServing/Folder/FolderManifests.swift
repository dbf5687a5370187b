internal import JSONText
internal import Linux
internal import OCISpecification

// Manifests of a folder.

extension FolderStorage {
    func manifest(
        _ reference: ManifestReference, in repository: RepositoryName
    ) throws(RegistryServingError) -> ServedManifest {
        let digest: Digest
        switch reference {
        case .digest(let named): digest = named
        case .tag(let tag):
            let path = "\(layout.tags(repository))/\(tag)"
            guard let text = try small(path), let named = Digest(String(decoding: text, as: UTF8.self)) else {
                throw unknown(reference, in: repository)
            }
            digest = named
        }
        guard let record = try small("\(layout.manifests(repository))/\(digest)"),
            let type = (try? JSONValue(parsing: record))?["mediaType"]?.stringValue, let file = try content(digest)
        else { throw unknown(reference, in: repository) }
        let bytes = try keeping("reading the manifest", digest.description) { () throws(SystemCallError) in
            try file.descriptor.readAll(limit: PushedManifest.limit)
        }
        return ServedManifest(mediaType: type, digest: digest, bytes: bytes)
    }

    /// The bytes of a small file, or nil when it is not there.
    private func small(_ path: String) throws(RegistryServingError) -> [UInt8]? {
        do throws(SystemCallError) { return try readFile(path, limit: PushedManifest.limit) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw RegistryServingError("reading", path, error)
        }
    }

    func put(
        _ manifest: PushedManifest, digest: Digest, as references: [ManifestReference], in repository: RepositoryName
    ) throws(RegistryServingError) -> String? {
        let hold = try layout.hold(repository)
        defer { withExtendedLifetime(hold) {} }
        for blob in manifest.blobs { try check(blob, in: repository, isManifest: false) }
        for child in manifest.children { try check(child, in: repository, isManifest: true) }
        let descriptor = Array(JSONValue.object(manifest.descriptor(digest)).text.utf8)
        try keeping("storing the manifest", digest.description) { () throws(SystemCallError) in
            if let subject = manifest.subject {
                try TemporaryName.write(descriptor, to: digest.description, in: layout.referrers(repository, of: subject))
            }
            // As with blobs: what names the bytes comes first.
            try TemporaryName.write(descriptor, to: digest.description, in: layout.manifests(repository))
            try TemporaryName.write(manifest.bytes, to: digest.hex, in: "\(layout.blobs)/\(digest.algorithm)")
            for case .tag(let tag) in references {
                try TemporaryName.write(Array(digest.description.utf8), to: tag, in: layout.tags(repository))
            }
        }
        return nil
    }

    private func check(
        _ wanted: PushedManifest.Reference, in repository: RepositoryName, isManifest: Bool
    ) throws(RegistryServingError) {
        var size: Int64?
        let isThere =
            try isManifest
            ? keeping("looking for", wanted.digest.description) { () throws(SystemCallError) in
                try exists("\(layout.manifests(repository))/\(wanted.digest)")
            } : touch(wanted.digest, repository, isWanted: true)
        if isThere, let file = try content(wanted.digest) {
            size = try keeping("reading", wanted.digest.description) { () throws(SystemCallError) in try file.descriptor.status().size }
        }
        try require(wanted, isManifest: isManifest, size: size, in: repository)
    }

    func removeManifest(_ reference: ManifestReference, in repository: RepositoryName) throws(RegistryServingError) {
        let missing = unknown(reference, in: repository)
        func remove(_ path: String) throws(RegistryServingError) {
            do throws(SystemCallError) { try removeFile(path) } catch {
                if error.errno == .noEntry || error.errno == .notDirectory { throw missing }
                throw RegistryServingError("deleting", path, error)
            }
        }
        // A look before the lock: that one makes the directory.
        guard (try? exists(layout.manifests(repository))) == true else { throw missing }
        let hold = try layout.hold(repository)
        defer { withExtendedLifetime(hold) {} }
        guard case .digest(let digest) = reference else { return try remove("\(layout.tags(repository))/\(reference)") }
        let subject = (try? manifest(reference, in: repository)).flatMap { try? PushedManifest($0.bytes, type: $0.mediaType) }?.subject
        for tag in try keeping("listing", layout.tags(repository), { () throws(SystemCallError) in try names(in: layout.tags(repository)) })
        {
            let path = "\(layout.tags(repository))/\(tag)"
            if try small(path) == Array(digest.description.utf8) { try remove(path) }
        }
        try remove("\(layout.manifests(repository))/\(digest)")
        // An entry that stays is not listed, and is collected.
        if let subject { try? removeFile("\(layout.referrers(repository, of: subject))/\(digest)") }
    }
}
