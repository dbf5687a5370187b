import JSONText
import OCISpecification
import Testing

@Suite struct ImageTests {
    private static let hash = String(repeating: "ab", count: 32)

    @Test func `a manifest is there and back`() throws {
        let text =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:\#(Self.hash)","size":7023,"data":"e30="},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:\#(Self.hash)","size":9007199254740993,"urls":["https://example.com/x"],"annotations":{"a":"b"}}],"subject":{"mediaType":"m","digest":"sha512:\#(Self.hash)\#(Self.hash)","size":0,"artifactType":"t"},"annotations":{"k":"v"}}"#
        let manifest = try JSON.decode(ImageManifest.self, from: text)
        #expect(manifest.layers[0].size == 9_007_199_254_740_993)
        #expect(try JSON.text(manifest) == text)
    }

    @Test func `an index is there and back`() throws {
        let text =
            #"{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:\#(Self.hash)","size":1,"platform":{"architecture":"arm","os":"linux","os.version":"1","os.features":["f"],"variant":"v7"}}]}"#
        let index = try JSON.decode(ImageIndex.self, from: text)
        #expect(index.platforms.map { $0.description } == ["linux/arm/v7"])
        #expect(try JSON.text(index) == text)
    }

    @Test func `a configuration with docker's fields is there and back`() throws {
        let text =
            #"{"created":"2024-05-01T00:00:00.123456789Z","author":"A <a@b>","architecture":"arm64","variant":"v8","os":"linux","config":{"Hostname":"h","Domainname":"d","User":"1000:1000","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["PATH=/bin"],"Cmd":["sh"],"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Timeout":1,"StartPeriod":2,"StartInterval":3,"Retries":4},"ArgsEscaped":true,"Image":"sha256:x","Volumes":{"/data":{}},"WorkingDir":"/w","Entrypoint":["/e"],"OnBuild":["RUN x"],"Labels":{"a":"b"},"StopSignal":"SIGQUIT","StopTimeout":3,"Shell":["/bin/bash","-c"]},"rootfs":{"type":"layers","diff_ids":["sha256:\#(Self.hash)"]},"history":[{"created":"2024-05-01T00:00:00Z","created_by":"/bin/sh -c #(nop) ADD file in / ","author":"x","comment":"buildkit","empty_layer":true}],"container":"c","container_config":{"Cmd":["x"]},"docker_version":"20.10"}"#
        let configuration = try JSON.decode(ImageConfiguration.self, from: text)
        #expect(configuration.platform == Platform(architecture: "arm64", os: "linux", variant: "v8"))
        #expect(configuration.config?.ExposedPorts?.keys.sorted() == ["443/tcp", "80/tcp"])
        #expect(try JSON.text(configuration) == text)
    }

    @Test func `lists that Go wrote as null are empty`() throws {
        let configuration = try JSON.decode(
            ImageConfiguration.self,
            from:
                #"{"rootfs":{"type":"layers","diff_ids":null},"config":{"Env":null,"Volumes":{"/x":null}},"history":null}"#
        )
        #expect(configuration.rootfs.diff_ids == [])
        #expect(configuration.config?.Volumes?.count == 1)
        let index = try JSON.decode(ImageIndex.self, from: #"{"schemaVersion":2,"manifests":null}"#)
        #expect(index.manifests == [])
        #expect(throws: JSONError.self) { try JSON.decode(ImageIndex.self, from: #"{"schemaVersion":2}"#) }
    }

    @Test func `a wrong digest is refused where it stands`() throws {
        let error = try #require(throws: JSONError.self) {
            try JSON.decode(
                ImageManifest.self,
                from: #"{"schemaVersion":2,"layers":[],"config":{"mediaType":"m","digest":"sha256:../../x","size":1}}"#)
        }
        #expect(error.path == "config.digest")
    }

    @Test func `the layout file is what the specification says`() throws {
        #expect(try JSON.text(ImageLayout.current) == #"{"imageLayoutVersion":"1.0.0"}"#)
    }

    @Test func `media types tell what layers are packed with`() {
        #expect(MediaType.layerCompression(MediaType.layer) == LayerCompression.none)
        #expect(MediaType.layerCompression(MediaType.dockerLayerGzip) == .gzip)
        #expect(MediaType.layerCompression(MediaType.layerZstd) == .zstd)
        #expect(MediaType.layerCompression(MediaType.manifest) == nil)
        #expect(MediaType.isIndex(MediaType.dockerManifestList) && MediaType.isManifest(MediaType.dockerManifest))
    }
}
