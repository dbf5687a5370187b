import TestSupport
import Testing

extension EndToEnd {
    /// Images copied from place to place, with skopeo to tell whether they are what they should be.
    @Suite(.enabled(if: LocalRegistry.isInstalled)) struct Transports {
        private static let skopeo = "skopeo --insecure-policy"
        private static let digest = "sed -n 's/.*\"Digest\": \"\\(sha256:[0-9a-f]*\\)\".*/\\1/p' | head -1"

        /// A registry with busybox, two platforms of it under one name, and what describes them.
        private func prepare(_ box: Sandbox, _ registry: LocalRegistry) throws {
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "one:1", ["--format", "oci"])
            try box.check(
                """
                set -e
                \(Self.skopeo) copy -q --src-tls-verify=false docker://\(registry.address)/one:1 oci:base:one
                mkdir two two/blobs two/blobs/sha256; cp base/oci-layout two; cp base/blobs/sha256/* two/blobs/sha256/
                m=$(sed 's/.*"digest":"\\(sha256:[0-9a-f]*\\)".*/\\1/' base/index.json); s=$(stat -c %s base/blobs/sha256/${m#sha256:})
                c=$(sed 's/.*"config":{[^}]*"digest":"sha256:\\([0-9a-f]*\\)".*/\\1/' base/blobs/sha256/${m#sha256:})
                sed 's/"architecture":"amd64"/"architecture":"arm64"/' base/blobs/sha256/$c > config
                n=$(sha256sum config | cut -c1-64); cp config two/blobs/sha256/$n
                sed "s/$c/$n/" base/blobs/sha256/${m#sha256:} > manifest; k=$(sha256sum manifest | cut -c1-64)
                cp manifest two/blobs/sha256/$k
                t=application/vnd.oci.image
                printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[%s,%s],"annotations":{"kept":"as is"}}' $t \\
                  "{\\"mediaType\\":\\"$t.manifest.v1+json\\",\\"digest\\":\\"$m\\",\\"size\\":$s,\\"platform\\":{\\"architecture\\":\\"amd64\\",\\"os\\":\\"linux\\"}}" \\
                  "{\\"mediaType\\":\\"$t.manifest.v1+json\\",\\"digest\\":\\"sha256:$k\\",\\"size\\":$(stat -c %s manifest),\\"platform\\":{\\"architecture\\":\\"arm64\\",\\"os\\":\\"linux\\"}}" > list
                l=$(sha256sum list | cut -c1-64); cp list two/blobs/sha256/$l
                printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s.index.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"both"}}]}' $t $l $(stat -c %s list) > two/index.json
                echo sha256:$l > list.digest; echo $m > amd64.digest; echo sha256:$k > arm64.digest
                \(Self.skopeo) copy -q --all --dest-tls-verify=false oci:two:both docker://\(registry.address)/two:1
                """)
        }

        @Test func `an image keeps its digest over every transport, and skopeo reads what was written`() throws {
            let registry = try LocalRegistry()
            try withSandbox(images: []) { box in
                try prepare(box, registry)
                let from = "docker://\(registry.address)/one:1"
                let known = try box.run("\(Self.skopeo) inspect --tls-verify=false --no-tags \(from) | \(Self.digest)").text
                #expect(known.hasPrefix("sha256:"))
                var last = from
                // each copy is made of the one before
                for place in ["oci:layout:it", "oci-archive:it.oci.tar:it", "dir:plain", "containers-storage:localhost/it:1", "docker://\(registry.address)/again/one:2"] {
                    try box.check("apus copy --digestfile digest \(last) \(place) && cat digest", is: known)
                    if !place.hasPrefix("containers") {
                        try box.check("\(Self.skopeo) inspect --tls-verify=false --no-tags \(place) | \(Self.digest)", is: known)
                    }
                    try box.check("apus inspect --no-tags \(place) | \(Self.digest)", is: known)
                    last = place
                }
                // the archive has no manifest to keep; its image is the same one
                let id = try box.run("apus images -q --no-trunc localhost/it").text
                try box.check("apus copy \(last) docker-archive:it.docker.tar:some/name:3 && \(Self.skopeo) inspect --raw docker-archive:it.docker.tar:some/name:3 | grep -c '\(id)'", is: "1")
                try box.check("apus copy docker-archive:it.docker.tar docker-archive:it.docker.tar", code: 125, says: ["it.docker.tar", "cannot be added to", "Remove it"])
                try box.check("apus rmi -a -f >/dev/null && apus pull -q docker-archive:it.docker.tar", is: String(id.dropFirst(7)))
                try box.check("apus run --rm --network none some/name:3 echo runs", is: "runs")
                // nothing unfinished lies about
                try box.check("ls -A . layout layout/blobs/sha256 plain | grep -c tmp-", code: 1, is: "0")
            }
        }

        @Test func `an index is copied whole, one platform of it, or not at all`() throws {
            let registry = try LocalRegistry()
            try withSandbox(images: []) { box in
                try prepare(box, registry)
                let two = "docker://\(registry.address)/two:1"
                let list = try box.run("cat list.digest").text
                for place in ["oci:whole:both", "dir:whole.dir", "oci-archive:whole.tar", "containers-storage:localhost/both:1", "docker://\(registry.address)/all/two:1"] {
                    try box.check("apus copy -q --all --preserve-digests --digestfile digest \(two) \(place) && cat digest", is: list)
                }
                try box.check("\(Self.skopeo) inspect --raw --tls-verify=false docker://\(registry.address)/all/two:1 | cmp - list")
                try box.check("apus inspect --raw oci-archive:whole.tar | cmp - list")
                try box.check("apus run --rm --network none localhost/both:1 echo picked", is: "picked")
                // all of it goes out again
                try box.check("apus copy -q --all containers-storage:localhost/both:1 dir:again && cmp again/manifest.json list")
                try box.check("diff -r again whole.dir")
                for (words, platform) in [("", "amd64"), ("--override-arch arm64", "arm64"), ("--platform linux/arm64", "arm64")] {
                    try box.check("apus copy -q \(words) --digestfile digest \(two) oci:\(platform):x && test $(cat digest) = $(cat \(platform).digest)")
                    try box.check("apus inspect \(words) --config --raw \(two) | grep -o '\"architecture\":\"[^\"]*\"' | head -1", is: "\"architecture\":\"\(platform)\"")
                }
                try box.check("apus copy -q --override-arch s390x \(two) oci:none:x", code: 125, says: ["s390x", "linux/amd64", "--platform"])
                try box.check("apus copy -q --all \(two) docker-archive:two.tar", code: 125, says: ["one platform only", "--all"])
                try box.check("test ! -e two.tar")
            }
        }

        @Test func `formats are converted, and digests preserved when that is asked for`() throws {
            let registry = try LocalRegistry()
            try withSandbox(images: []) { box in
                try prepare(box, registry)
                let one = "docker://\(registry.address)/one:1"
                try box.check("apus copy -q --format v2s2 oci:base:one dir:docker && grep -c vnd.oci docker/manifest.json", code: 1, is: "0")
                try box.check("apus copy -q --format oci dir:docker oci:oci:x && apus inspect --raw oci:oci:x | grep -c vnd.docker", code: 1, is: "0")
                try box.check("\(Self.skopeo) copy -q dir:docker docker-archive:x.tar && apus inspect docker-archive:x.tar", has: ["amd64"])
                try box.check("apus copy -q --all --format v2s2 docker://\(registry.address)/two:1 dir:both && \(Self.skopeo) inspect --raw dir:both", has: ["manifest.list.v2", "arm64"], lacks: ["vnd.oci"])
                try box.check("apus copy -q --preserve-digests --format v2s2 oci:base:one dir:no", code: 125, says: ["digest", "--format"])
                try box.check("apus copy -q --preserve-digests \(one) docker-archive:no.tar", code: 125, says: ["does not keep manifests"])
                try box.check("ls -d no no.tar*", code: 2)
            }
        }

        @Test func `what cannot be copied is told with the next step`() throws {
            try withSandbox { box in
                try box.check("apus copy debian oci:x", code: 125, says: ["debian", "no transport", "docker://debian"])
                try box.check("apus copy ostree:x oci:x", code: 125, says: ["ostree:", "is not there"])
                try box.check("apus copy oci:nowhere oci:x", code: 125, says: ["nowhere"])
                try box.check("apus copy containers-storage:nosuch oci:x", code: 125, says: ["nosuch", "not known"])
                try box.check("mkdir full && touch full/mine && apus copy containers-storage:busybox dir:full", code: 125, says: ["full", "other files", "empty directory"])
                try box.check("ls full", is: "mine")
                try box.check("apus copy -q containers-storage:busybox oci:l:a && apus copy -q containers-storage:busybox oci:l:b && apus copy -q oci:l dir:d")
                // a blob that is not what its name says is found, and the copy leaves nothing
                try box.check("f=$(ls -S l/blobs/sha256/* | head -1); printf x | dd of=$f conv=notrunc bs=1 seek=100 2>/dev/null; apus copy oci:l:a dir:torn", code: 125, says: ["digest", "damaged"])
                try box.check("apus copy oci:l:a oci-archive:torn.tar", code: 125, says: ["digest"])
                try box.check("ls -d torn* ", code: 2)
                try box.check("apus copy oci:l:c dir:x", code: 125, says: ["no image of that name", "a, b"])
            }
        }

        @Test func `pull and push take transports`() throws {
            try withSandbox { box in
                let id = try box.run("apus images -q --no-trunc busybox").text
                try box.check("apus push -q busybox oci:l:v1 && apus push -q busybox dir:d && apus push -q busybox docker-archive:a.tar:named:2 && apus push -q busybox oci-archive:o.tar:v3")
                try box.check("apus push -q --format v2s2 busybox dir:e && grep -c vnd.oci e/manifest.json", code: 1)
                try box.check("apus rmi -a -f")
                for (place, name) in [("oci:l:v1", "localhost/v1:latest"), ("dir:d", "localhost/d:latest"), ("docker-archive:a.tar:named:2", "docker.io/library/named:2"), ("oci-archive:o.tar:v3", "localhost/v3:latest")] {
                    try box.check("apus pull -q \(place)", is: String(id.dropFirst(7)))
                    try box.check("apus image inspect --format '{{.Id}}' \(name)", is: String(id.dropFirst(7)))
                }
                try box.check("apus pull -q containers-storage:v1", is: String(id.dropFirst(7)))
            }
        }

        @Test func `tags are listed page by page, and an image is deleted`() throws {
            let registry = try LocalRegistry()
            try withSandbox { box in
                for tag in ["b", "a", "c"] { try box.check("apus push -q busybox \(registry.address)/many:\(tag)") }
                try box.check("apus list-tags docker://\(registry.address)/many", is: try box.run("\(Self.skopeo) list-tags --tls-verify=false docker://\(registry.address)/many").text)
                try box.check("apus list-tags docker-archive:$FIXTURES/busybox.tar", has: ["busybox"])
                try box.check("apus list-tags docker://\(registry.address)/many:a", code: 125, says: ["without tag"])
                try box.check("apus list-tags docker://\(registry.address)/none", code: 125, says: ["none", "404"])
                try box.check("apus copy -q --format oci containers-storage:busybox docker://\(registry.address)/many:d")
                try box.check("apus delete docker://\(registry.address)/many:d && apus inspect docker://\(registry.address)/many:d", code: 125, says: ["not found"])
                try box.check("apus inspect --no-tags docker://\(registry.address)/many:a", has: [registry.address])
                try box.check("apus delete oci:x", code: 125, says: ["registries"])
            }
        }

        @Test func `a repository is mirrored into directories and from there into another registry`() throws {
            let (first, second) = (try LocalRegistry(), try LocalRegistry())
            try withSandbox(images: []) { box in
                try prepare(box, first)
                let (from, to) = (first.address, second.address)
                try box.check("apus copy -q --all docker://\(from)/two:1 docker://\(from)/team/two:2 && apus copy -q docker://\(from)/one:1 docker://\(from)/team/two:3")
                let sync = "apus sync --src docker --dest dir --all"
                try box.check("\(sync) --dry-run \(from)/team/two usb", has: ["docker://\(from)/team/two:2 to dir:usb/two:2", "two:3"])
                try box.check("test ! -e usb && \(sync) \(from)/team/two usb && ls usb", is: "two:2\ntwo:3")
                try box.check("cmp usb/two:2/manifest.json list && \(sync) --scoped \(from)/team/two:3 scoped && ls scoped/\(from)/team", is: "two:3")
                try box.check("\(sync) \(from)/team/two usb", code: 125, says: ["refusing to overwrite", "usb/two:"])
                try box.check("apus sync --src dir --dest docker --all --append-suffix -x usb \(to)/mirror && \(Self.skopeo) inspect --raw --tls-verify=false docker://\(to)/mirror/two:2-x | cmp - list")
                try box.check("\(sync) \(from)/team/none usb2", code: 125, says: ["none"])
                // one that is damaged does not keep the others from being copied
                try box.check("rm usb/two:2/version; f=$(ls -S usb/two:2 | head -1); rm usb/two:2/$f; apus sync --src dir --dest docker --all --keep-going usb \(to)/again", code: 125, says: ["1 of 2 images"])
                try box.check("apus list-tags docker://\(to)/again/two", has: ["\"3\""], lacks: ["\"2\""])
            }
        }

        @Test func `a list is made, changed, pushed with its images and run`() throws {
            let registry = try LocalRegistry()
            try withSandbox(images: []) { box in
                try prepare(box, registry)
                let at = registry.address
                try box.check("apus manifest create app:1 && apus manifest exists app:1 && apus system check", lacks: ["app"])
                try box.check("apus run --rm app:1 true", code: 125, says: ["no image for linux/amd64"])
                try box.check("apus manifest create app:1", code: 125, says: ["app:1", "already", "--amend"])
                try box.check("apus manifest add app:1 docker://\(at)/one:1 && apus manifest add --arch arm64 app:1 docker://\(at)/two:1")
                try box.check("apus manifest inspect app:1 | grep -c digest", is: "2")
                try box.check("apus run --rm --network none app:1 echo runs", is: "runs")
                try box.check("apus manifest annotate --variant v8 --annotation who=me app:1 $(cat arm64.digest)")
                try box.check("apus manifest annotate --index --annotation of=list app:1 && apus manifest inspect app:1", has: ["\"variant\": \"v8\"", "\"who\": \"me\"", "\"of\": \"list\""])
                try box.check("apus manifest push -q --digestfile d app:1 docker://\(at)/made:1")
                try box.check("\(Self.skopeo) inspect --raw --tls-verify=false docker://\(at)/made:1 | sha256sum | cut -c1-64", is: String(try box.run("cat d").text.dropFirst(7)))
                try box.check("\(Self.skopeo) copy -q --all --src-tls-verify=false docker://\(at)/made:1 dir:back && \(Self.skopeo) --override-arch arm64 --override-variant v8 inspect --config --tls-verify=false docker://\(at)/made:1", has: ["arm64"])
                try box.check("apus manifest push -q --format v2s2 app:1 dir:v2 && grep -c manifest.list.v2 v2/manifest.json", is: "1")
                try box.check("apus manifest remove app:1 $(cat amd64.digest) > /dev/null && apus manifest inspect app:1 | grep -c digest", is: "1")
                try box.check("apus manifest remove app:1 $(cat amd64.digest)", code: 125, says: ["does not name"])
                try box.check("apus manifest rm app:1 && apus manifest exists app:1", code: 1)
                try box.check("apus manifest rm app:1", code: 125, says: ["app:1", "not known"])
                try box.check("apus system check")
                // a list of images that are here, with another as a member
                try box.check("apus pull -q \(at)/one:1 && apus manifest create --all --annotation a=b both \(at)/one:1 docker://\(at)/two:1 && apus manifest push -q --rm both oci:both:x")
                try box.check("\(Self.skopeo) inspect --raw oci:both:x", has: ["arm64", "amd64", "\"a\":\"b\""])
                try box.check("apus manifest exists both", code: 1)
                try box.check("apus manifest inspect \(at)/two:1", has: ["kept"])
            }
        }
    }
}
