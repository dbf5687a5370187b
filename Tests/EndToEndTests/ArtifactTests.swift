import TestSupport
import Testing

extension EndToEnd {
    /// Files kept in registries, and what refers to images.
    @Suite(.enabled(if: LocalRegistry.isInstalled)) struct Artifacts {
        @Test func `files become an artifact, go to a registry and come back`() throws {
            let registry = try LocalRegistry()
            let name = "\(registry.address)/files/mine:1"
            try withSandbox { box in
                try box.check("printf 'some words' > words && head -c 300000 /dev/urandom > noise")
                let digest = try box.check("apus artifact add --type application/vnd.test --annotation who=me \(name) words").text
                try box.check("apus artifact add \(name) noise", code: 125, says: ["already exists", "--append", "--replace"])
                try box.check("apus artifact add --append \(name) words", code: 125, says: ["has a file words"])
                let both = try box.check("apus artifact add --append \(name) noise").text
                #expect(digest != both && digest.utf8.count == 64)
                try box.check("apus artifact ls --format '{{.Repository}} {{.Tag}} {{.Digest}}'", is: "\(registry.address)/files/mine 1 \(both.prefix(12))")
                try box.check("apus artifact inspect --format '{{.Digest}} {{.Manifest.artifactType}}' \(name)", is: "sha256:\(both) application/vnd.test")
                try box.check("apus artifact inspect \(name)", has: ["text/plain; charset=utf-8", "application/octet-stream", "\"who\": \"me\"", "\"org.opencontainers.image.title\": \"noise\""])
                // it is no image, and nothing takes it away
                try box.check("apus images --format '{{.Repository}}'", lacks: ["files/mine"])
                try box.check("apus image prune -a -f && apus system check")
                try box.check("apus artifact push -q \(name)", is: both)
                try box.check("skopeo inspect --raw --tls-verify=false docker://\(name) | sha256sum | cut -c1-64", is: both)
                try box.check("apus copy -q docker://\(name) oci:there:a && apus copy -q oci:there:a docker://\(name)-again && cmp words there/blobs/sha256/$(sha256sum < words | cut -c1-64)")
                try box.check("apus artifact rm \(name) && apus artifact ls", is: both)
                try box.check("apus artifact rm \(name)", code: 125, says: ["does not exist"])
                try box.check("apus artifact rm -i \(name)", is: "")
                try box.check("test ! -e $BOX/root/images/content/blobs/sha256/$(sha256sum < noise | cut -c1-64)")
                try box.check("apus artifact pull -q \(name)-again", is: both)
                try box.check("cmp noise $BOX/root/images/content/blobs/sha256/$(sha256sum < noise | cut -c1-64)")
                try box.check("apus pull -q \(name)", code: 125, says: ["artifact"])
                try box.check("apus copy -q docker://\(name) containers-storage:x", code: 125, says: ["artifact of the type application/vnd.test"])
                try box.check("apus artifact rm --all && apus artifact ls -n", is: both)
                try box.check("apus artifact add x:1 nosuch", code: 125, says: ["nosuch"])
                try box.check("apus artifact add x:1 .", code: 125)
                try box.check("apus artifact ls", is: "")
            }
        }

        @Test func `what is about an image is found by the image`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try withSandbox { box in
                try box.check("apus push -q busybox \(at)/app:1 && echo parts > parts && apus artifact referrers \(at)/app:1", is: "[]")
                try box.check("apus artifact add --type application/spdx --subject \(at)/app:1 \(at)/app:parts parts && apus artifact push -q \(at)/app:parts")
                try box.check("apus artifact add --type application/other --subject \(at)/app:1 \(at)/app:other parts && apus artifact push -q \(at)/app:other && apus artifact push -q \(at)/app:other")
                try box.check("apus artifact referrers \(at)/app:1 | grep -c '\"digest\"'", is: "2")
                try box.check("apus artifact referrers --artifact-type application/spdx \(at)/app:1", has: ["application/spdx"], lacks: ["application/other"])
                try box.check("apus artifact referrers \(at)/none:1", code: 125, says: ["none"])
            }
        }
    }
}
