import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What everything takes on the disk.
    @Suite struct DiskSpace {
        /// The sizes that `system df` tells, against what du(1) counts.
        private static let compare = #"""
            for pair in Images:images Containers:containers 'Local Volumes:volumes'; do
                told=$(apus system df --format json | tr -d ' \n' | sed 's/},{/}\n{/g' | grep "\"Type\":\"$(echo ${pair%:*} | tr -d ' ')\"" | sed 's/.*"RawSize":\([0-9]*\).*/\1/')
                real=$(du -sx --block-size=1 $BOX/root/${pair#*:} | cut -f1)
                awk -v a=$told -v b=$real -v n="$pair" 'BEGIN { d = a > b ? a - b : b - a; print n, (d * 100 <= b ? "equal" : a " is not " b) }'
            done
            """#

        @Test func `system df tells what du counts`() throws {
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("apus create --name c busybox true > /dev/null; apus run --name d busybox sh -c 'head -c 3000000 /dev/urandom > /big; ln /big /again'")
                try box.check("apus run --rm -v vol:/v busybox sh -c 'head -c 700000 /dev/urandom > /v/f; ln /v/f /v/g; truncate -s 1G /v/sparse'")
                try box.check(Self.compare, is: "Images:images equal\nContainers:containers equal\nLocal Volumes:volumes equal")
                try box.check("apus system df -v", has: ["COMPRESSED", "UNIQUE SIZE", "Unpacked layers: ", "Blobs as they came: "])
                try box.check("apus system df --format '{{.Type}} {{.Unpacked}}' | head -1", lacks: ["Images \n"])
            }
        }

        @Test func `leftovers are removed and nothing else`() throws {
            try withSandbox(images: [Fixtures.busybox]) { box in
                try box.check("apus create --name c --network none busybox true > /dev/null; mkdir -p $BOX/root/trash/old && head -c 100000 /dev/zero > $BOX/root/trash/old/file")
                // what a load that was killed leaves
                try box.check("echo unneeded > blob; cp blob $BOX/root/images/content/blobs/sha256/$(sha256sum < blob | cut -c1-64)")
                try box.check("apus system prune -f --external --all", code: 125, says: ["--external cannot be combined with other options"])
                try box.check("apus system prune -f --external; ls $BOX/root/trash", has: ["Total reclaimed space: 1"])
                try box.check("ls $BOX/root/images/content/blobs/sha256 | grep -c $(sha256sum < blob | cut -c1-64)", code: 1, is: "0")
                try box.check("apus ps -aq | wc -l; apus images -q | wc -l; apus system prune -f --external", is: "1\n1\nTotal reclaimed space: 0B")
                try box.check("apus image prune -f --build-cache --external; apus system prune -f --build", has: ["Deleted Containers"])
            }
        }

        @Test func `prune tells what it keeps and why, and as many bytes as are gone`() throws {
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("apus volume create vol > /dev/null; apus run -d --name up busybox sleep 60 > /dev/null")
                try box.check(
                    "apus system prune -f",
                    has: [
                        "Kept", "containers that are running: up", "images that containers use: busybox",
                        "images that have a name (--all removes them too): localhost/app:1.0",
                        "volumes that no container uses (--volumes removes them too): vol", "reclaimed space: 0B",
                    ])
                try box.check("apus system prune -af --filter until=2001-01-01T00:00:00Z", has: ["images that the filters leave out: localhost/app:1.0"])
                try box.check("du -sx --block-size=1 $BOX/root/images | cut -f1 > before; apus system prune -af > said; du -sx --block-size=1 $BOX/root/images | cut -f1 > after", is: "")
                // decimal units of four digits; what is left of the names' directories is a page or two
                try box.check(#"awk -v said="$(sed -n 's/^Total reclaimed space: \([0-9.]*\)kB/\1/p' said)" -v a=$(cat before) -v b=$(cat after) 'BEGIN { d = a - b - said * 1000; print (said > 50 && d > -20000 && d < 20000 ? "equal" : said " is not " a - b) }'"#, is: "equal")
                try box.check("apus rm -f -t 0 up > /dev/null; apus system prune -af --volumes > said; tail -1 said; grep -c Kept said", code: 1, has: ["reclaimed"])
            }
        }

        @Test(.enabled(if: LocalRegistry.isInstalled)) func `compressed layers that a registry has can be dropped and come again`() throws {
            let registry = try LocalRegistry()
            try registry.push("docker-archive:\(Fixtures.app)", as: "team/app:1", ["--format", "oci"])
            let name = "\(registry.address)/team/app:1"
            try withSandbox(images: [Fixtures.busybox]) { box in
                try box.check("apus pull -q --tls-verify=false \(name)")
                let blobs = "find $BOX/root/images/content/blobs -size +2 | wc -l"
                let before = try box.check("apus save -o a.tar --format oci-archive \(name) && \(blobs)").text
                let digest = try box.check("apus image inspect --format '{{.Digest}}' \(name)").text
                // An image that came from nowhere keeps what it has.
                try box.check("apus tag busybox localhost/mine:1 && apus rmi busybox > /dev/null && apus image drop-compressed mine:1", is: "")
                let dropped = try box.check("apus image drop-compressed --tls-verify=false \(name); \(blobs)")
                #expect(dropped.text.contains("sha256:") && dropped.lines.last != before, "\(dropped.report)")
                // it runs, is whole, and a pull has nothing to fetch
                try box.check("apus run --rm \(name) works", is: "entry works")
                try box.check("apus system check", is: "")
                try box.check("apus pull -q --tls-verify=false \(name) > /dev/null; \(blobs)", is: dropped.lines.last!)
                // what needs them fetches them again, the same bytes
                try box.check("apus save --tls-verify=false -o b.tar --format oci-archive \(name) && \(blobs)", is: before)
                try box.check("mkdir a b && tar -C a -xf a.tar && tar -C b -xf b.tar && diff -r a/blobs b/blobs")
                try box.check("apus images -a --format '{{.Repository}}:{{.Tag}} {{.Digest}}' | grep team", is: "\(name) \(digest)")
                try box.check("apus image drop-compressed --pulls=true && apus rmi \(name) > /dev/null && apus pull -q --tls-verify=false \(name) > /dev/null; \(blobs)", is: dropped.lines.last!)
                try box.check("apus push -q --tls-verify=false \(name) \(registry.address)/team/copy:2 && apus image drop-compressed --pulls=false")
                try box.check("apus rmi -a -f > /dev/null; ls $BOX/root/images/content/dropped", is: "")
                try box.check("apus image drop-compressed", code: 125, says: ["--all"])
            }
        }
    }
}
