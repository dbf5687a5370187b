import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What we write, held against the schemas of the OCI image specification.
    @Suite(.enabled(if: TestedEngine.isOurs && LocalRegistry.isInstalled && ImageTools.hasSchemas, "needs the packages of the schemas"))
    struct ImageSchemas {
        private static let check = "\(Fixtures.repository)/scripts/check-image-schemas"

        @Test func `images, lists and artifacts that are made here conform to the schemas`() throws {
            let registry = try ServedRegistry()
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check(
                    #"""
                    mkdir t; echo x > t/f; head -c 5000000 /dev/urandom > t/big
                    tar -C t -c . | apus import -c 'ENV a=b' -c 'EXPOSE 80 53/udp' -c 'VOLUME /v' -c 'LABEL l=m' -c 'CMD ["x"]' -c 'ENTRYPOINT a b' -c 'USER 1:2' \
                        -c 'WORKDIR /w' -c 'STOPSIGNAL SIGINT' -m hello - localhost/imported:1
                    apus manifest create localhost/list:1 localhost/imported:1
                    apus manifest add --os linux --arch arm64 --variant v8 --annotation a=b localhost/list:1 containers-storage:localhost/app:1.0
                    apus manifest annotate --annotation c=d localhost/list:1 localhost/imported:1
                    """#)
                for name in ["localhost/imported:1", "localhost/app:1.0", "docker.io/library/busybox:latest"] {
                    try box.check("rm -rf saved copied archived && apus save -q --format oci-dir -o saved \(name) && \(Self.check) saved", has: [" 0 faults"])
                    try box.check("apus copy -q --format oci containers-storage:\(name) oci:copied:x && \(Self.check) copied", has: [" 0 faults"])
                    try box.check("apus save -q --format oci-archive -o a.tar \(name) && mkdir archived && tar -C archived -xf a.tar && \(Self.check) archived", has: [" 0 faults"])
                }
                try box.check("apus copy -q --all containers-storage:localhost/list:1 oci:list:x && \(Self.check) list", has: ["7 documents, 0 faults"])
                for (name, options) in [("files", "--type application/vnd.x"), ("text", "--annotation k=v --file-type text/plain")] {
                    let place = "\(registry.address)/\(name):1"
                    try box.check("apus artifact add \(options) \(place) t/f t/big && apus artifact push -q --tls-verify=false \(place)")
                    try box.check("apus copy -q --src-tls-verify=false docker://\(registry.address)/\(name):1 oci:\(name):x && \(Self.check) \(name)", has: [" 0 faults"])
                }
                try box.check("apus push -q --tls-verify=false localhost/imported:1 \(registry.address)/pushed:1 && skopeo copy -q --insecure-policy --src-tls-verify=false docker://\(registry.address)/pushed:1 oci:pushed:x && \(Self.check) pushed", has: [" 0 faults"])
                // The check can fail.
                try box.check("cp -r list broken && sed -i 's/\"schemaVersion\":2/\"schemaVersion\":3/' broken/index.json && \(Self.check) broken", code: 1, has: ["schemaVersion", "1 faults"])
            }
        }
    }
}
