import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Images for several platforms: what of them is here, and one of them alone.
    @Suite struct Platforms {
        /// `two.tar`: a layout with one image for this machine's architecture and one for another, which have a layer of their own each.
        ///
        /// `$own` and `$other` are the names of the architectures; `image NAME ARCHITECTURE` makes another image whose configuration says
        /// that architecture, and `entry NAME ARCHITECTURE` what a list says of it.
        private static let tools = #"""
            set -e
            own=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/'); other=s390x; t=application/vnd.oci.image
            put() { s=$(sha256sum < $1 | cut -c1-64); cp $1 two/blobs/sha256/$s; echo "\"digest\":\"sha256:$s\",\"size\":$(stat -c %s $1)"; }
            image() {
                mkdir -p l/$1/bin; cp /bin/busybox l/$1/bin/; for n in sh cat echo sleep; do ln -sf busybox l/$1/bin/$n; done; echo $1 > l/$1/which
                tar --numeric-owner --owner=0 --group=0 --mtime=@0 --sort=name -C l/$1 -cf l/$1.tar .; gzip -nkf l/$1.tar
                printf '{"architecture":"%s","os":"linux","config":{"Cmd":["cat","/which"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
                    "$2" $(sha256sum < l/$1.tar | cut -c1-64) > l/$1.config
                printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json",%s},"layers":[{"mediaType":"%s.layer.v1.tar+gzip",%s}]}' \
                    $t $t "$(put l/$1.config)" $t "$(put l/$1.tar.gz)" > l/$1.manifest
            }
            entry() { echo "{\"mediaType\":\"$t.manifest.v1+json\",$(put l/$1.manifest),\"platform\":{\"architecture\":\"$2\",\"os\":\"linux\"}}"; }
            # NAME ENTRIES: the layout with a list of these
            list() {
                printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[%s]}' $t "$2" > l/list
                printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s.index.v1+json",%s,"annotations":{"org.opencontainers.image.ref.name":"localhost/%s:1"}}]}' \
                    $t "$(put l/list)" $1 > two/index.json
                tar -C two -cf $1.tar .
            }
            mkdir -p two/blobs/sha256 l; printf '{"imageLayoutVersion":"1.0.0"}' > two/oci-layout

            """#

        static func makeTwo(_ box: Sandbox) throws {
            try box.check(tools + "image own $own; image other $other; list two \"$(entry own $own),$(entry other $other)\"")
        }

        @Test func `the platforms of images are shown as a tree`() throws {
            try withSandbox { box in
                try Self.makeTwo(box)
                try box.check("apus load -q -i two.tar && apus tag two:1 localhost/again:2 && apus run -d --name c --network none two:1 sleep 1000")
                let tree = try box.check("apus images --tree two", has: ["IMAGE", "DISK USAGE", "CONTENT SIZE", "EXTRA", "localhost/two:1"]).output
                let lines = tree.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                #expect(lines.contains { $0.first == "├─" && $0[1] == Self.own && $0.last == "U" })
                #expect(lines.contains { $0.first == "└─" && $0[1] == "linux/s390x" && $0.last != "U" && $0.count == 5 })
                try box.check("apus images --tree", has: ["localhost/again:2", "busybox:latest"])
                try box.check("apus rmi --platform linux/s390x two:1", has: ["Deleted: "])
                // what is not here any more has no id, and takes nothing
                try box.check("apus images --tree two | tr -s ' ' | grep s390x | sed 's/ *$//'", is: "└─ linux/s390x 0B 0B")
                for option in ["-q", "--digests", "--no-trunc", "--format json", "--history"] {
                    try box.check("apus images --tree \(option)", code: 125, says: ["--tree", "takes no --"])
                }
                try box.check("apus rm -f -t 0 c")
            }
        }

        @Test func `an image of a list is used by its id`() throws {
            try withSandbox(images: []) { box in
                try Self.makeTwo(box)
                try box.check("apus load -q -i two.tar && apus images --tree | sed -n 's/.*s390x *\\([0-9a-f]*\\).*/\\1/p' > id && test $(wc -c < id) = 13")
                try box.check("apus run --rm --network none --pull never $(cat id) cat /which 2> said; grep -c 'does not match' said", is: "other\n1")
                try box.check("apus inspect --type image --format '{{.Architecture}}' $(cat id) && apus history -q $(cat id) | wc -l", has: ["s390x"])
                try box.check("apus tag $(cat id) far:1 && apus images -q --filter reference=far:1 | cmp - id && apus rmi far:1")
                try box.check("apus rmi $(cat id) && apus images --tree two | tr -s ' ' | grep -c 's390x 0B 0B'", has: ["Deleted: ", "1"])
                try box.check("apus run --rm --network none two:1", is: "own")
            }
        }

        @Test func `one platform is saved, loaded and removed without the others`() throws {
            try withSandbox(images: []) { box in
                try Self.makeTwo(box)
                // a list comes whole, goes out whole, and keeps its digest
                try box.check("apus load -q -i two.tar && apus system check && apus save --format oci-archive -o whole.tar two:1 && tar -xOf whole.tar index.json", has: ["image.index.v1+json"])
                try box.check("apus save --format oci-archive --platform linux/s390x -o other.tar two:1 && tar -xOf other.tar index.json", has: ["[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json"])
                try box.check("apus save --format oci-archive --platform linux/s390x,\(Self.own) -o both.tar two:1 && tar -tf both.tar | grep -c '/[0-9a-f]\\{64\\}$'", is: "7")
                try box.check("apus save --format oci-dir --platform linux/s390x -o dir two:1 && ls dir/blobs/sha256 | wc -l", is: "3")
                try box.check("apus save --platform linux/s390x -o docker.tar two:1 && tar -xOf docker.tar $(tar -tf docker.tar | grep -v manifest | grep json)", has: ["s390x"])
                try box.check("apus save --platform linux/s390x,\(Self.own) two:1 | cat", code: nil, says: ["one platform", "oci-archive"])
                try box.check("apus save --platform linux/ppc64le two:1 > none", code: 125, says: ["ppc64le", "linux/s390x"])
                // only what was asked for stays of an archive with several
                try box.check("apus rmi -a -f; apus load -q --platform linux/s390x -i two.tar", has: ["localhost/two:1"])
                try box.check("apus image inspect --format '{{.Architecture}}' two:1", is: "s390x")
                try box.check("apus images --tree two | tr -s ' ' | grep -c '0B 0B'", is: "1")
                try box.check("apus system check; apus system prune --external -f", is: "Total reclaimed space: 0B")
                for archive in ["other.tar", "dir", "docker.tar"] {
                    try box.check("apus rmi -a -f; apus load -q --platform linux/s390x -i \(archive)", has: ["two:1"])
                    try box.check("apus load -q --platform \(Self.own) -i \(archive)", code: 125, says: [Self.own, "linux/s390x", archive])
                }
                try box.check("apus rmi -a -f; apus load -q --platform linux/s390x --platform \(Self.own) < two.tar && apus images --tree", has: ["linux/s390x", "\(Self.own)"], lacks: ["0B"])
                try box.check("apus rmi --platform linux/ppc64le two:1", code: 1, says: ["ppc64le"])
                try box.check("apus rmi --platform \(Self.own) two:1 && apus image inspect --format '{{.Architecture}}' two:1", has: ["s390x"])
                try box.check("apus rmi --platform linux/s390x two:1", has: ["Untagged: localhost/two:1", "Deleted: "])
                try box.check("apus images -q; apus system prune --external -f", is: "Total reclaimed space: 0B")
            }
        }

        @Test func `an image of a list that a container uses is kept`() throws {
            try withSandbox(images: []) { box in
                // two images that this machine runs
                try box.check(Self.tools + "image own $own; image other $own; list two \"$(entry own $own),$(entry other $other)\"")
                try box.check("apus load -q -i two.tar && apus run -d --name c --platform linux/s390x --network none two:1 sleep 1000 && apus exec c cat /which", has: ["other"])
                try box.check("apus rmi --platform linux/s390x two:1", code: 2, says: ["used by", "--force"])
                try box.check("apus rmi two:1", code: 2, says: ["in use"])
                try box.check("apus image prune -a -f && apus images -q | wc -l", is: "1")
                try box.check("apus commit -q c localhost/of-other:1 && apus run --rm --network none of-other:1 cat /which", has: ["other"])
                try box.check("apus rmi of-other:1 && apus rmi --force --platform linux/s390x two:1 && apus ps -aq && apus run --rm --network none two:1", has: ["own"])
                try box.check("apus system check")
            }
        }

        @Test func `a list decides for which platform its image is`() throws {
            try withSandbox(images: []) { box in
                // a list says that it is for this machine; its configuration names another architecture, or none
                try box.check(Self.tools + "image wrong s390x; image bare ''; list wrong \"$(entry wrong $own)\"; list bare \"$(entry bare $own)\"")
                try box.check("apus load -q -i wrong.tar && apus load -q -i bare.tar")
                try box.check("apus run --rm --network none wrong:1", is: "wrong", says: ["image platform (linux/s390x) does not match the expected platform (\(Self.own))"])
                try box.check("apus run --rm --network none --platform \(Self.own) wrong:1", is: "wrong", says: ["does not match"])
                let quiet = try box.check("apus run --rm --network none --platform \(Self.own) bare:1", is: "bare")
                #expect(!quiet.errors.contains("does not match"))
                try box.check("apus run --rm --network none --platform linux/s390x --pull never wrong:1", code: 125, says: ["not known"])
            }
        }

        @Test(.enabled(if: LocalRegistry.isInstalled)) func `a list of a registry decides too, and its manifests are shown as docker shows them`() throws {
            let registry = try LocalRegistry()
            try withSandbox(images: []) { box in
                let at = "--tls-verify=false \(registry.address)"
                // for this machine, and for an old arm whose configuration tells neither variant nor the right architecture
                try box.check(
                    Self.tools + """
                        image own $own; image odd mips
                        list odd "$(entry own $own),$(entry odd arm | sed 's/"arm"/"arm","variant":"v6"/')"
                        skopeo --insecure-policy copy -q --all --dest-tls-verify=false oci:two:localhost/odd:1 docker://\(registry.address)/odd:1
                        skopeo --insecure-policy copy -q --format v2s2 --src-tls-verify=false --dest-tls-verify=false docker://\(registry.address)/odd:1 docker://\(registry.address)/one:1
                        """)
                try box.check("apus pull -q --platform linux/arm/v6 \(at)/odd:1 && apus images --tree | grep -c linux/arm/v6", has: ["1"])
                try box.check("apus run --rm --network none --platform linux/arm/v6 \(registry.address)/odd:1", is: "odd", says: ["image platform (linux/mips) does not match the expected platform (linux/arm/v6)"])
                try box.check("apus pull -q --platform linux/arm/v6 \(at)/one:1", code: 125, says: ["only, not for linux/arm/v6"])
                for (name, count) in [("odd", "2"), ("one", "1")] {
                    try box.check("apus manifest inspect -v --insecure \(registry.address)/\(name):1 > v; grep -c '\"Raw\": ' v", is: count)
                    // the bytes of a manifest are those of its digest
                    try box.check("for r in $(sed -n 's/.*\"Raw\": \"\\(.*\\)\".*/\\1/p' v); do echo $r | base64 -d | sha256sum | cut -c1-64; done > sums; grep -B1 '^\t*\"size\"' v > d; for s in $(cat sums); do grep -q $s d && echo found; done | wc -l", is: count)
                }
                try box.check("cat v", has: ["\"Ref\": \"\(registry.address)/one:1\"", "\"SchemaV2Manifest\": {", "\"architecture\": \"\(Self.own.dropFirst(6))\""])
                if try box.run("docker --version").code == 0 {
                    for name in ["odd", "one"] {
                        try box.check("docker manifest inspect -v --insecure \(registry.address)/\(name):1 > docker; apus manifest inspect -v --insecure \(registry.address)/\(name):1 | cmp - docker")
                    }
                }
                // features of processors, in a list of our own
                try box.check("apus manifest create l:1 > /dev/null && apus manifest add --features sse4,avx --features bmi l:1 \(registry.address)/odd:1 > /dev/null && apus manifest inspect l:1 | tr -d ' \n'", has: [#""features":["sse4","avx","bmi"]"#])
                try box.check("apus manifest annotate --features avx512 l:1 \(registry.address)/odd:1 > /dev/null; apus manifest inspect l:1 | tr -d ' \n'", has: [#""features":["avx512"]"#])
                try box.check("apus manifest push -q --remove-signatures --insecure l:1 docker://\(registry.address)/l:1 && apus manifest inspect -v l:1", has: ["localhost/l:1@sha256:"])
            }
        }

        @Test func `layers are saved without compression`() throws {
            try withSandbox(images: []) { box in
                try Self.makeTwo(box)
                try box.check("apus load -q -i two.tar")
                for (format, layers) in [("oci-dir", "d/blobs/sha256/*"), ("docker-dir", "d/*")] {
                    try box.check("apus save --uncompressed --format \(format) -o d two:1 && for f in \(layers); do head -c 2 $f | od -An -tx1 | tr -d ' \\n'; echo; done | grep -c 1f8b", code: 1, is: "0")
                    try box.check("id=$(apus images -q --no-trunc two:1); apus rmi -f $id; apus \(format == "oci-dir" ? "load -q -i d" : "pull -q dir:d") && apus system check && test $id = $(apus images -q --no-trunc | head -1); apus rmi -a -f; apus load -q -i two.tar; rm -rf d", has: ["two:1"])
                }
                try box.check("apus save --uncompressed --format oci-archive two:1 | tar -t | grep -c \"$(sha256sum < l/own.tar | cut -c1-64)\"", is: "1")
                try box.check("apus save --uncompressed --compress --format docker-dir -o d two:1", code: 125, says: ["exclude each other"])
            }
        }

        static var own: String {
            #if arch(arm64)
                "linux/arm64"
            #else
                "linux/amd64"
            #endif
        }
    }
}
