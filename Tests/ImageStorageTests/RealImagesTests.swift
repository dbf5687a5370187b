import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

private let hasTools = shell("command -v skopeo >/dev/null 2>&1 && command -v umoci >/dev/null 2>&1")

/// Images made by the field's own tools, and ours read by them.
@Suite(.enabled(if: hasTools && isRoot)) struct RealImagesTests {
    /// An OCI layout with one image of two layers, made by umoci.
    private func layout(in directory: borrowing TemporaryDirectory) throws -> String {
        let path = "\(directory.path)/made"
        let script = """
            set -e; cd \(directory.path)
            umoci init --layout made && umoci new --image made:v1
            mkdir -p files/etc files/usr/bin && cp /etc/os-release files/etc/ && cp -a /usr/bin/env files/usr/bin/
            ln -s usr/bin files/bin && ln files/usr/bin/env files/usr/bin/hard && mkfifo files/fifo
            umoci insert --image made:v1 files /
            umoci insert --image made:v1 --whiteout /etc/os-release
            umoci config --image made:v1 --config.cmd /usr/bin/env --config.env A=b
            """
        try #require(shell("(\(script)) >\(directory.path)/log 2>&1"))
        return path
    }

    @Test func `an image of umoci is loaded from its layout and from an archive of it`() throws {
        let directory = try TemporaryDirectory("real")
        let path = try layout(in: directory)
        let store = ImageStore(directory)
        let loaded = try store.load(path: path)
        #expect(loaded.map { $0.names.map(\.description) } == [["localhost/v1:latest"]])
        let contents = try store.contents(of: loaded[0].record)
        #expect(contents.configuration.config?.Cmd == ["/usr/bin/env"])
        let lower = try store.lowerDirectories(diffIDs: contents.diffIDs)
        #expect(lower.count == 2)
        #expect(try status(of: "\(lower[0])/etc/os-release", followingLinks: false).kind == .characterDevice)
        #expect(try status(of: "\(lower[1])/usr/bin/hard").links == 2)
        #expect(try status(of: "\(lower[1])/fifo").kind == .fifo)
        try #require(shell("tar -C \(path) -czf \(directory.path)/made.tar.gz ."))
        let second = ImageStore(root: "\(directory.path)/second")
        #expect(try second.load(path: "\(directory.path)/made.tar.gz").map(\.id) == loaded.map(\.id))
        #expect(try second.check(deep: true).isEmpty)
    }

    @Test func `archives go to skopeo and come back`() throws {
        let directory = try TemporaryDirectory("real")
        let path = try layout(in: directory)
        let docker = "\(directory.path)/docker.tar"
        try #require(
            shell("skopeo copy -q oci:\(path):v1 docker-archive:\(docker):example.com/app:2 2>>\(directory.path)/log"))
        let store = ImageStore(directory)
        let loaded = try store.load(path: docker)
        #expect(loaded.map { $0.names.map(\.description) } == [["example.com/app:2"]])
        for format in ImageArchiveFormat.allCases {
            let file = "\(directory.path)/\(format.rawValue)"
            let sink = try sink(file)
            try store.save(store.saved(["example.com/app:2"]), to: sink, format: format)
            // skopeo reads what we wrote, and the configuration has the same digest still.
            let reference = format == .dockerArchive ? "docker-archive:\(file)" : "oci-archive:\(file)"
            #expect(
                shell(
                    "test sha256:$(skopeo inspect --config --raw \(reference) | sha256sum | cut -d' ' -f1)"
                        + " = \(loaded[0].id)"), "\(format)")
            #expect(shell("skopeo copy -q \(reference) dir:\(directory.path)/dir-\(format.rawValue)"))
        }
    }
}
