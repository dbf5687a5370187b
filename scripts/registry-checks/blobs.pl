# Pushes of blobs in every way, mounts, and parts.
use strict;
use warnings;
our (%lacks, $http, $json, $salt, $one, $two, $place, $count, $manifest_type, $index_type, $config_type, $layer_type);

# In chunks of 1024 bytes; wrong tries each chunk at another place first, whole sends the last one with the PUT.
sub push_chunks {
    my ($repository, $bytes, $digest, $right, %how) = @_;
    my ($at, $from) = (begin($repository), 0);
    while ($from < length $bytes) {
        my $chunk = substr $bytes, $from, 1024;
        my $to = $from + length($chunk) - 1;
        my $last = $how{whole} && $to == length($bytes) - 1;
        my ($method, $target) = $last ? ('PUT', query($at, digest => $digest)) : ('PATCH', $at);
        if ($how{wrong}) {
            my $start = $from + 1024 < length $bytes ? $from + 1024 : 0;
            my $part = substr $bytes, $start, 1024;
            ask($method, $target, 416, body => $part, headers => { 'Content-Range' => "$start-" . ($start + length($part) - 1) });
            my $told = ask('GET', $at, 204);
            note(header($told, 'Range') eq '0-' . ($from ? $from - 1 : 0), 'GET of an upload: Range is ' . header($told, 'Range'));
            $target = $at = place($told, 'asking for an upload');
            $target = query($at, digest => $digest) if $last;
        }
        my $answer = ask($method, $target, $last ? $right : 202, body => $chunk, headers => { 'Content-Range' => "$from-$to" });
        return $answer if $last;
        note(header($answer, 'Range') eq "0-$to", 'PATCH: Range is ' . header($answer, 'Range'));
        $at = place($answer, 'a chunk');
        ask('PATCH', $at, 416, body => $chunk, headers => { 'Content-Range' => "$from-$to" }) if $how{wrong};
        $from = $to + 1;
    }
    return ask('PUT', query($at, digest => $digest), $right);
}

sub check_blobs {
    my $algorithm = shift;
    $place = "blobs of $algorithm";
    my %way = (
        'in one request' => sub { ask('POST', query("/v2/$one/blobs/uploads/", digest => $_[1]), $_[2], body => $_[0]) },
        'in two requests' => sub { ask('PUT', query(begin($one), digest => $_[1]), $_[2], body => $_[0]) },
        'in one stream' => sub { my $at = place(ask('PATCH', begin($one), 202, body => $_[0], stream => 1), 'a stream'); ask('PUT', query($at, digest => $_[1]), $_[2]) },
        'in chunks' => sub { push_chunks($one, @_) },
        'in chunks, the last with the PUT' => sub { push_chunks($one, @_, whole => 1) },
        'in chunks out of order' => sub { push_chunks($one, @_, wrong => 1) },
        'in chunks out of order, the last with the PUT' => sub { push_chunks($one, @_, wrong => 1, whole => 1) },
    );
    for my $name (sort keys %way) {
        for my $size ($name =~ /order/ ? 3067 : $name =~ /chunks/ ? (1024, 3067) : (512, 0)) {
            $place = "a blob of $algorithm and $size bytes $name";
            my $bytes = bytes($size);
            my $digest = digest($bytes, $algorithm);
            unstored($one, $digest) if $size;
            my $answer = $way{$name}->($bytes, $digest, 201);
            stored($one, $digest, $bytes, place($answer, 'a blob'));
            note(header($answer, 'Docker-Content-Digest') =~ /^(\Q$digest\E)?$/, 'Docker-Content-Digest');
            drop_blob($one, $digest);
        }
        $place = "a wrong digest of $algorithm $name";
        my $digest = digest(bytes(3067), $algorithm);
        $way{$name}->(bytes(3072), $digest, 400);
        unstored($one, $digest);
    }
    $place = "mounts of $algorithm";
    my ($first, $second, $third) = map { bytes(512) } 1 .. 3;
    my $digest = push_blob($two, $first, $algorithm);
    my $answer = ask('POST', query("/v2/$one/blobs/uploads/", mount => $digest, from => $two), 201);
    note(place($answer, 'a mount') =~ m{/v2/$one/blobs/\Q$digest\E$}, 'the place of a mounted blob');
    stored($one, $digest, $first, place($answer, 'a mount'));
    $digest = push_blob($two, $second, $algorithm);
    $answer = ask('POST', query("/v2/$one/blobs/uploads/", mount => $digest), $lacks{'mount-anonymous'} ? 202 : 201);
    stored($one, $digest, $second, place($answer, 'a mount')) if $answer->{status} == 201;
    for my $from ([from => $two], [from => "$two/nosuch"], []) {
        $digest = digest($third = bytes(512), $algorithm);
        my $at = place(ask('POST', query("/v2/$one/blobs/uploads/", mount => $digest, @$from), 202), 'a refused mount');
        stored($one, $digest, $third, place(ask('PUT', query($at, digest => $digest), 201, body => $third), 'a blob'));
    }
    $place = "an upload that is cancelled";
    my $at = begin($one);
    ask('DELETE', $at, 204);
    ask('GET', $at, 404);
    $place = "parts of a blob of $algorithm";
    my $bytes = bytes(2048);
    $digest = push_blob($one, $bytes, $algorithm);
    return if $lacks{range};
    for (['500-1499', 500, 1000], ['500-', 500, 1548], ['-500', 1548, 500], ['2000-5000', 2000, 48], ['0-0', 0, 1]) {
        my ($range, $from, $length) = @$_;
        my $part = ask('GET', "/v2/$one/blobs/$digest", 206, headers => { Range => "bytes=$range" });
        note($part->{content} eq substr($bytes, $from, $length), "the part $range has other bytes");
        note(header($part, 'Content-Length') eq $length, "the part $range has the length " . header($part, 'Content-Length'));
        note(header($part, 'Content-Range') =~ m{^bytes $from-@{[ $from + $length - 1 ]}/(2048|\*)$}, "the part $range is told as " . header($part, 'Content-Range'));
    }
    ask('GET', "/v2/$one/blobs/$digest", 416, headers => { Range => "bytes=$_" }) for '500-0', '5000-10000', '2048-';
    for my $known ('', '{}') { $digest = push_blob($one, $known, $algorithm); stored($one, $digest, $known) }
}

1;
