import TestSupport
import Testing

extension EndToEnd {
    /// Many images at once and layers packed anew, with skopeo beside.
    @Suite(.enabled(if: LocalRegistry.isInstalled && TestedEngine.isOurs)) struct Sync {
        private static let skopeo = "skopeo --insecure-policy"

        @Test func `a file of images is copied as skopeo copies it`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            for name in ["a/one:1.0", "a/one:1.1", "a/one:2.0", "a/one:latest", "two:v1", "two:v2", "two:x", "three:7"] {
                try registry.push("docker-archive:\(Fixtures.busybox)", as: name, ["--format", "oci"])
            }
            try withSandbox(images: []) { box in
                try box.check("skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://\(at)/three:7 > digest")
                try box.check(
                    """
                    cat > images.yaml <<END
                    # what a site mirrors
                    \(at):
                      images:
                        a/one: ["1.0", latest]
                        three: ["$(cat digest)"]
                      images-by-tag-regex:
                        two: ^v[0-9]$
                      tls-verify: false
                    END
                    """)
                for scoped in ["", "--scoped"] {
                    try box.check("rm -rf ours theirs; apus sync \(scoped) --src yaml --dest dir --digestfile digests images.yaml ours && \(Self.skopeo) sync \(scoped) --src yaml --dest dir images.yaml theirs 2>skopeo.err")
                    try box.check("cd ours && find . -type f | sort > ../o; cd ../theirs && find . -type f | sort > ../t; cd .. && diff o t && wc -l < digests", is: "5")
                    try box.check("diff -r ours theirs")
                }
                try box.check("sort digests | head -1 | cut -d' ' -f1", is: try box.run("cat digest").text)
                // into a registry, with another tag
                try box.check("apus sync --src yaml --dest docker --append-suffix -x images.yaml \(at)/mirror 2>err", code: 125)
                try box.check("sed -i '/three:/d' images.yaml; apus sync --src yaml --dest docker --append-suffix -x images.yaml \(at)/mirror && apus list-tags docker://\(at)/mirror/two", has: ["v1-x", "v2-x"], lacks: ["\"x-x\""])
                try box.check("apus sync --dry-run --src yaml --dest dir images.yaml none | wc -l; ls none", code: 2, is: "4", says: ["Would have synced 4 images"])
                // versions
                try box.check("printf '%s:\\n  images-by-semver:\\n    a/one: \">=1.1.0\"\\n' \(at) > semver.yaml; apus sync --src yaml --dest dir semver.yaml versions && ls versions | sort", is: "one:1.1\none:2.0")
                // what is missing ends it, or not
                try box.check("printf '%s:\\n  images:\\n    none: []\\n    three: [7]\\n' \(at) > torn.yaml; apus sync --src yaml --dest dir torn.yaml torn", code: 125, says: ["none"])
                try box.check("test ! -e torn; apus sync --keep-going --src yaml --dest dir torn.yaml torn", code: 125, says: ["could not be looked up"])
                try box.check("ls torn", is: "three:7")
                try box.check("echo 'a: [' > bad.yaml; apus sync --src yaml --dest dir bad.yaml x", code: 125, says: ["bad.yaml, line"])
            }
        }

        @Test func `a repository with artifacts about its images goes to a directory and back`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "own:1", ["--format", "oci"])
            try withSandbox(images: []) { box in
                try box.check("echo words > words; apus artifact add --subject \(at)/own:1 --type a/b \(at)/own:about words > /dev/null && apus artifact push -q \(at)/own:about > /dev/null")
                let list = try box.check("apus artifact referrers \(at)/own:1", has: ["\"a/b\""]).text
                // this registry keeps the list under a tag made of the digest: an index without images
                try box.check("apus sync --src docker --dest dir \(at)/own there && ls there | grep -c sha256-", is: "1", says: ["Synced 3 images"])
                try box.check("apus sync --src dir --dest docker there \(at)/copy", says: ["Synced 3 images"])
                try box.check("apus artifact referrers \(at)/copy/own:1", is: list)
                try box.check("apus sync --src docker --dest docker \(at)/own \(at)/second && apus artifact referrers \(at)/second/own:1", is: list)
            }
        }

        @Test func `layers are packed anew where that is asked for, and hold the same files`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "one:1", ["--format", "oci"])
            try withSandbox(images: []) { box in
                try box.check("apus pull -q \(at)/one:1")
                let config = try box.run("apus inspect --raw --no-tags docker://\(at)/one:1 | sed 's/.*\"config\":{[^}]*\"digest\":\"\\([^\"]*\\)\".*/\\1/'").text
                try box.check("apus push --compression-format zstd --digestfile d \(at)/one:1 \(at)/zstd:1", says: ["packed as zstd"])
                try box.check("apus inspect --raw docker://\(at)/zstd:1", has: ["tar+zstd", config], lacks: ["tar+gzip"])
                try box.check("skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://\(at)/zstd:1", is: try box.run("cat d").text)
                try box.check("\(Self.skopeo) copy -q --src-tls-verify=false docker://\(at)/zstd:1 dir:theirs")
                try box.check("apus rmi -a -f >/dev/null; apus pull -q \(at)/zstd:1 && apus run --rm --network none \(at)/zstd:1 echo runs", has: ["runs"])
                // and back; levels differ
                for level in [1, 9] { try box.check("apus copy -q --dest-compress-format gzip --dest-compress-level \(level) docker://\(at)/zstd:1 dir:gzip\(level)") }
                try box.check("cat gzip1/* | wc -c > 1; cat gzip9/* | wc -c > 9; test $(cat 9) -lt $(cat 1) && apus inspect --raw dir:gzip9", has: ["tar+gzip", config])
                try box.check("apus copy -q dir:gzip9 containers-storage:localhost/back:1 && apus run --rm --network none localhost/back:1 echo runs", is: "runs")
                // unpacked, and packed only where it is not
                try box.check("apus copy -q --dest-decompress docker://\(at)/one:1 dir:plain && apus inspect --raw dir:plain", has: ["layer.v1.tar\"", config])
                try box.check("apus copy -q --dest-compress dir:plain dir:packed && apus inspect --raw dir:packed", has: ["tar+gzip"])
                try box.check("apus copy -q --dest-compress --dest-compress-format zstd --dest-force-compress-format=false dir:packed dir:kept && cmp packed/manifest.json kept/manifest.json")
                // docker's format has no zstd: the manifest becomes one of OCI, or it is an error
                try box.check("apus copy -q --format v2s2 dir:gzip1 dir:docker && apus copy -q --dest-compress-format zstd dir:docker dir:turned && apus inspect --raw dir:turned", has: ["oci.image.manifest", "tar+zstd"])
                try box.check("apus copy -q --format v2s2 --dest-compress-format zstd dir:gzip1 dir:never", code: 125, says: ["zstd", "--format oci"])
                try box.check("apus copy -q --preserve-digests --dest-compress-format zstd dir:gzip1 dir:never", code: 125, says: ["digest"])
                try box.check("apus copy -q --dest-compress-format zstd dir:gzip1 docker-archive:x.tar; test ! -e x.tar && test ! -e never", says: ["layers lie unpacked"])
                try box.check("apus push --compression-format gzip --compression-level 12 \(at)/zstd:1 \(at)/x:1", code: 125, says: ["1 to 9"])
                // one more of each image beside it
                try box.check("apus manifest create two:1 docker://\(at)/one:1 >/dev/null && apus manifest push -q --add-compression zstd two:1 docker://\(at)/two:1")
                try box.check("apus inspect --raw docker://\(at)/two:1 | grep -o 'compression.zstd'", is: "compression.zstd")
                try box.check("\(Self.skopeo) copy -q --all --src-tls-verify=false docker://\(at)/two:1 oci:both:x && grep -l 'tar+zstd' both/blobs/sha256/* | wc -l; grep -l 'tar+gzip' both/blobs/sha256/* | wc -l", is: "1\n1")
                try box.check("apus manifest push -q --add-compression zstd --all=false two:1 docker://\(at)/two:2", code: 125, says: ["--all=false"])
                // one platform of an index
                try box.check("apus push -q --platform linux/amd64 two:1 \(at)/single:1 && apus inspect --raw docker://\(at)/single:1", has: ["layers"], lacks: ["manifests"])
                try box.check("apus push -q --platform linux/s390x two:1 \(at)/single:1", code: 125, says: ["s390x"])
                // an index names what its images have become
                try box.check("apus manifest create list:1 docker://\(at)/one:1 >/dev/null && apus manifest push -q --compression-format zstd list:1 docker://\(at)/list:1")
                try box.check("\(Self.skopeo) copy -q --all --src-tls-verify=false docker://\(at)/list:1 oci:layout:list && apus inspect --raw oci:layout:list", has: ["manifests"])
                try box.check("apus run --rm --network none \(at)/list:1 echo runs", has: ["runs"])
            }
        }

        @Test func `layouts share their blobs, and an image is saved as a directory of docker's format`() throws {
            let registry = try LocalRegistry()
            let from = "docker://\(registry.address)/one:1"
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "one:1", ["--format", "oci"])
            try withSandbox { box in
                try box.check("apus copy -q --dest-shared-blob-dir shared \(from) oci:a:x && apus copy -q --dest-shared-blob-dir shared \(from) oci:b:y && ls -d shared/sha256 a/blobs", code: 2, is: "shared/sha256")
                try box.check("\(Self.skopeo) copy -q --src-shared-blob-dir shared oci:a:x dir:theirs && apus copy -q --src-shared-blob-dir shared oci:b:y dir:ours && diff -r ours theirs")
                try box.check("apus copy -q oci:a:x dir:none", code: 125, says: ["blobs/sha256"])
                try box.check("\(Self.skopeo) copy -q --src-tls-verify=false --dest-shared-blob-dir theirshared \(from) oci:c:z && apus copy -q --src-shared-blob-dir theirshared oci:c:z dir:third && diff -r ours third")
                // save --format docker-dir
                try box.check("apus save --format docker-dir -o saved busybox && \(Self.skopeo) inspect --raw dir:saved", has: ["docker.distribution.manifest.v2"])
                try box.check("apus save --format docker-dir --compress -o packed busybox && \(Self.skopeo) inspect --raw dir:packed", has: ["diff.tar.gzip"])
                try box.check("apus save --compress -o x.tar busybox", code: 125, says: ["docker-dir"])
                try box.check("podman --version > /dev/null && \(Self.skopeo) copy -q dir:packed docker-archive:y.tar:y:1 && apus load -q -i y.tar && apus run --rm --network none y:1 echo runs", has: ["runs"])
            }
        }

        @Test func `who one is is said in skopeo's ways`() throws {
            try withSandbox { box in
                let registry = try LocalRegistry()
                let name = "docker://\(registry.address)/one:1"
                try registry.push("docker-archive:\(Fixtures.busybox)", as: "one:1", ["--format", "oci"])
                for verb in ["inspect --no-tags", "list-tags"] {
                    let word = verb == "list-tags" ? "docker://\(registry.address)/one" : name
                    try box.check("apus \(verb) --no-creds \(word) > /dev/null && apus \(verb) --username me --password x \(word) > /dev/null && apus \(verb) --registry-token t \(word) > /dev/null")
                    try box.check("apus \(verb) --username me \(word)", code: 125, says: ["belong together"])
                    try box.check("apus \(verb) --no-creds --creds a:b \(word)", code: 125, says: ["two ways"])
                }
                // a policy of which root file systems become images
                try box.check("printf '{\"default\":[{\"type\":\"reject\"}]}' > reject.json; tar -cf empty.tar -T /dev/null; apus --policy reject.json import empty.tar x:1", code: 125, says: ["Source image rejected", "tarball"])
                try box.check("printf '{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"tarball\":{\"\":[{\"type\":\"insecureAcceptAnything\"}]}}}' > some.json; apus --policy some.json import empty.tar x:1 > /dev/null")
            }
        }
    }
}
