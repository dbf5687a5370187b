import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Blobs that are pushed in parts, and pushes that break in the middle.
    @Suite(.enabled(if: LocalRegistry.isInstalled && TestedEngine.isOurs)) struct ChunkedPushes {
        /// An image with a layer of ten megabytes that do not compress.
        private func makeImage(_ box: Sandbox) throws {
            try box.check("mkdir tree; head -c 10000000 /dev/urandom > tree/big; tar -C tree -c . | apus import - localhost/big:1 > /dev/null", seconds: 120)
        }

        /// What came is what was sent.
        private func isWhole(_ box: Sandbox, _ registry: LocalRegistry) throws {
            try box.check(
                """
                cd \(registry.path)/scratch/pushed && ls | grep -c '^upload-[0-9-]*$'
                for f in sha256:*; do [ "sha256:$(sha256sum $f | cut -c1-64)" = $f ] || echo $f is wrong; done
                for d in $(grep -o 'sha256:[0-9a-f]*' manifest); do [ -e $d ] || echo $d is missing; done
                """, is: "0")
        }

        @Test func `a registry that takes no large bodies gets parts that are small enough`() throws {
            for limit in [3_000_000, 150_000] {
                let registry = try LocalRegistry(faulty: ())
                try withSandbox(images: []) { box in
                    try makeImage(box)
                    try box.check("apus push -q --tls-verify=false localhost/big:1 \(registry.address)/small-\(limit)", seconds: 120)
                    let sent = try registry.takeRequests().filter { $0.hasPrefix("PATCH") }
                    #expect(sent.count > 10_000_000 / limit, "\(sent.count) parts")
                    try isWhole(box, registry)
                }
            }
        }

        @Test func `parts have the size that a registry wants at least`() throws {
            let registry = try LocalRegistry(faulty: ())
            try withSandbox(images: []) { box in
                try makeImage(box)
                try box.check("APUS_UPLOAD_CHUNK=100000 apus push -q --tls-verify=false localhost/big:1 \(registry.address)/minimum-4000000", seconds: 120)
                let sent = try registry.takeRequests().filter { $0.hasPrefix("PATCH") }
                #expect((3...5).contains(sent.count), "\(sent)")
                try isWhole(box, registry)
            }
        }

        @Test func `an upload that breaks goes on where the registry says that it is`() throws {
            for chunk in ["", "APUS_UPLOAD_CHUNK=2000000 "] {
                let registry = try LocalRegistry(faulty: ())
                try withSandbox(images: []) { box in
                    try makeImage(box)
                    try box.check("\(chunk)apus push -q --tls-verify=false localhost/big:1 \(registry.address)/broken-upload", seconds: 120)
                    let asked = try registry.takeRequests()
                    // One session for the layer and one for the configuration.
                    #expect(asked.filter { $0.hasPrefix("POST") }.count == 2, "\(asked)")
                    #expect(asked.contains { $0.hasPrefix("GET") && contains($0, "/uploads/upload-") }, "\(asked)")
                    try isWhole(box, registry)
                }
            }
        }

        @Test func `Debian's registry and ours take parts`() throws {
            let theirs = try LocalRegistry()
            let ours = try ServedRegistry()
            try withSandbox(images: []) { box in
                try makeImage(box)
                for address in [theirs.address, ours.address] {
                    let name = "\(address)/team/big:1"
                    try box.check("APUS_UPLOAD_CHUNK=1000000 apus push -q --tls-verify=false --digestfile sent localhost/big:1 \(name)", seconds: 120)
                    try box.check("skopeo copy -q --insecure-policy --src-tls-verify=false --digestfile got docker://\(name) dir:copy && cmp sent got && rm -r copy")
                }
                #expect(ours.log.split(separator: "\n").filter { contains(String($0), "PATCH") }.count > 9, "\(ours.log)")
            }
        }
    }
}
