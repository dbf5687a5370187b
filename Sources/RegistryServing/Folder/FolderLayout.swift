internal import Linux
internal import OCISpecification

/// Where everything of a registry's folder lies.
///
///     registry.json                           what the folder is, and the version of its layout
///     blobs/ALGORITHM/HEX                     every blob and manifest once, for all repositories, as in an OCI image layout
///     repositories/NAME/_blobs/DIGEST         an empty file: the repository has the blob; its time is when it was last asked for
///     repositories/NAME/_manifests/DIGEST     the descriptor of a manifest of the repository
///     repositories/NAME/_tags/TAG             the digest that the tag stands for
///     repositories/NAME/_referrers/DIGEST/…   descriptors of manifests whose subject this is
///     uploads/NAME/_uploads/ID                a blob on its way
///     trash/                                  what a garbage collection is about to delete
struct FolderLayout: Sendable {
    let root: String

    var blobs: String { "\(root)/blobs" }
    var repositories: String { "\(root)/repositories" }
    var uploads: String { "\(root)/uploads" }
    var trash: String { "\(root)/trash" }
    var marker: String { "\(root)/registry.json" }

    func blob(_ digest: Digest) -> String { "\(blobs)/\(digest.algorithm)/\(digest.hex)" }
    func trashed(_ digest: Digest) -> String { "\(trash)/\(digest.algorithm)-\(digest.hex)" }
    func repository(_ name: RepositoryName) -> String { "\(repositories)/\(name)" }
    func links(_ name: RepositoryName) -> String { "\(repositories)/\(name)/_blobs" }
    func manifests(_ name: RepositoryName) -> String { "\(repositories)/\(name)/_manifests" }
    func tags(_ name: RepositoryName) -> String { "\(repositories)/\(name)/_tags" }
    func referrers(_ name: RepositoryName, of subject: Digest) -> String { "\(repositories)/\(name)/_referrers/\(subject)" }

    private static let version = #"{"registryLayoutVersion":"1.0.0"}"#

    /// Makes the folder, or sees that it is one of ours.
    func prepare() throws(RegistryServingError) {
        let there = try keeping("opening the registry in", root) { () throws(SystemCallError) in
            try makeDirectories(root, mode: 0o700)
            return try names(in: root)
        }
        if there.contains("registry.json") {
            let text = try keeping("opening the registry in", root) { () throws(SystemCallError) in try readFile(marker, limit: 4096) }
            guard text == Array(Self.version.utf8) else {
                throw RegistryServingError(
                    .unknown, "opening the registry in \(root): \(marker) is of another version than this apus writes: upgrade apus")
            }
        } else if there.contains(where: { !$0.hasPrefix(".") }) {
            throw RegistryServingError(
                .unknown,
                "opening the registry in \(root): the directory holds other things and no registry.json: name an empty or a new one")
        } else {
            try keeping("opening the registry in", root) { () throws(SystemCallError) in
                try TemporaryName.write(Array(Self.version.utf8), to: "registry.json", in: root)
            }
        }
        try keeping("opening the registry in", root) { () throws(SystemCallError) in
            for directory in ["\(blobs)/sha256", "\(blobs)/sha512", repositories, uploads, trash] {
                try makeDirectories(directory, mode: 0o700)
            }
        }
    }

    /// Holds a repository for a moment: manifests are put and collected one after another.
    func hold(_ name: RepositoryName) throws(RegistryServingError) -> ServedFile {
        let path = repository(name)
        return try keeping("holding the repository", path) { () throws(SystemCallError) in
            try makeDirectories(path, mode: 0o700)
            let directory = ServedFile(try open(path, [.readOnly, .directory]))
            while try !DirectoryLock.take(directory.descriptor) { pause(nanoseconds: 2_000_000) }
            return directory
        }
    }
}
