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
                try box.check("apus artifact inspect \(name)", has: ["\"text/plain\"", "application/octet-stream", "\"who\": \"me\"", "\"org.opencontainers.image.title\": \"noise\""])
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

        @Test func `the files of an artifact become files again, and nothing else`() throws {
            try withSandbox(images: []) { box in
                try box.check("printf one > one; printf two > two; mkdir out; apus artifact add files:1 one two > /dev/null && apus artifact extract files:1 out && cat out/one out/two", is: "onetwo")
                try box.check("apus artifact extract files:1 single", code: 125, says: ["2 files", "no directory"])
                try box.check("apus artifact extract --title two files:1 single && cat single", is: "two")
                try box.check("apus artifact extract --digest sha256:$(sha256sum < one | cut -c1-64) files:1 single && cat single", is: "one")
                try box.check("apus artifact extract --title three files:1 single", code: 125, says: ["three", "one, two"])
                try box.check("apus artifact extract --title one --digest sha256:$(sha256sum < one | cut -c1-64) files:1 single", code: 125, says: ["both"])
                // a title is no way out of the directory, and a link there is not followed
                try box.check("mkdir evil; apus copy -q oci:none:x dir:x 2>/dev/null; ln -s ../single out/l; rm -rf out/one; ln -s ../single out/one; apus artifact extract files:1 out && cat single && test ! -L out/one", is: "one")
                try box.check(
                    """
                    set -e
                    mkdir -p bad/blobs/sha256; printf '{"imageLayoutVersion":"1.0.0"}' > bad/oci-layout; printf x > x; printf '{}' > e
                    put() { cp $1 bad/blobs/sha256/$(sha256sum < $1 | cut -c1-64); }
                    put x; put e
                    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:%s","size":2},"layers":[{"mediaType":"a/b","digest":"sha256:%s","size":1,"annotations":{"org.opencontainers.image.title":"../escaped"}}]}' $(sha256sum < e | cut -c1-64) $(sha256sum < x | cut -c1-64) > m
                    put m
                    printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s}]}' $(sha256sum < m | cut -c1-64) $(stat -c %s m) > bad/index.json
                    """)
                let registry = try LocalRegistry()
                try box.check("apus copy -q oci:bad docker://\(registry.address)/bad:1 && apus artifact pull -q \(registry.address)/bad:1 > /dev/null")
                try box.check("apus artifact extract \(registry.address)/bad:1 out; test ! -e escaped && test ! -e out/../escaped", says: ["../escaped", "no name of a file"])
                try box.check("apus artifact extract \(registry.address)/bad:1 chosen && cat chosen; ls -A | grep -c tmp-", code: 1, is: "x0")
            }
        }

        @Test func `a list holds artifacts made of files, and is about an image`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try withSandbox { box in
                try box.check("echo parts > parts; echo '{}' > config; apus push -q busybox \(at)/app:1; apus manifest create list:1 > /dev/null")
                try box.check("apus manifest add --artifact-type a/b list:1 parts", code: 125, says: ["--artifact-type goes with --artifact"])
                try box.check("apus manifest add --artifact --artifact-type application/spdx --annotation who=me --artifact-subject docker://\(at)/app:1 list:1 parts > /dev/null && apus manifest inspect list:1", has: ["application/spdx", "\"who\": \"me\""])
                try box.check("apus manifest add --artifact --artifact-config config --artifact-config-type a/config --artifact-layer-type a/layer --artifact-exclude-titles list:1 parts > /dev/null")
                try box.check("apus manifest annotate --subject docker://\(at)/app:1 list:1 > /dev/null && apus manifest inspect list:1", has: ["\"subject\""])
                try box.check("apus manifest push -q --all list:1 docker://\(at)/app:list && apus inspect --raw docker://\(at)/app:list", has: ["application/spdx", "\"subject\""])
                try box.check("skopeo copy -q --insecure-policy --all --src-tls-verify=false docker://\(at)/app:list oci:out:x && cat $(grep -l a/layer out/blobs/sha256/*)", has: ["a/config"], lacks: ["image.title"])
                // both the artifact and the list are about the image
                try box.check("apus artifact referrers \(at)/app:1 | grep -c '\"digest\"'; apus artifact referrers --artifact-type application/spdx \(at)/app:1", has: ["2", "application/spdx"])
                try box.check("apus system check && apus manifest rm list:1 > /dev/null && apus image prune -af > /dev/null; apus system check")
            }
        }

        @Test func `an artifact is pushed with a signature`() throws {
            let registry = try LocalRegistry()
            let name = "\(registry.address)/files/signed:1"
            try withSandbox(images: []) { box in
                try box.check("echo secret > pass; echo x > x; apus generate-sigstore-key --output-prefix k --passphrase-file pass && apus artifact add \(name) x > /dev/null")
                try box.check("apus artifact push -q --sign-by-sigstore-private-key k.private --sign-passphrase-file pass \(name) > /dev/null && apus image verify --key k.pub \(name)", has: [name])
            }
        }
    }
}
